"""Read a YAML file that nobody has to trust: size, encoding, tags, aliases and keys are checked before it is used."""

from typing import Any

import yaml

from program.importing.files import decoded
from program.importing.records import LoadingRefused

LARGEST = 1_000_000  # bytes; a programme of 300 sessions has about 150,000
MERGE = "tag:yaml.org,2002:merge"
KEPT_TAGS = (MERGE, "tag:yaml.org,2002:null")
MOST_COLLECTION_ALIASES = 20  # of whole lists and mappings; more could unfold into more than memory holds


class _Loader(yaml.SafeLoader):
    """A safe loader that keeps every value as it is written.

    YAML 1.1 would read 10:30 as the number 630, `no` as false and fail with a bare ValueError at 2022-02-30. What a
    value means is decided, and refused, at its field.
    """

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag in KEPT_TAGS]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    collection_aliases = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse what contains itself, and more aliases than unfold into memory."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        node = super().compose_node(parent, index)
        if isinstance(event, yaml.AliasEvent) and isinstance(node, yaml.CollectionNode):
            self.collection_aliases += 1
            if node.end_mark is None:  # still being read
                raise _refusal("자기 자신을 담은 별칭(*)이 있습니다.", event.start_mark)
            if self.collection_aliases > MOST_COLLECTION_ALIASES:
                raise _refusal("별칭(*)이 너무 많습니다.", event.start_mark)
        return node

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Refuse a key that is given twice: one of the two would silently be lost."""
        node: yaml.MappingNode = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != MERGE:
                if key.value in seen:
                    raise _refusal(f"'{key.value}'이(가) 두 번 있습니다.", key.start_mark)
                seen.add(key.value)
        return node


def _refusal(sentence: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=sentence, problem_mark=mark)


def read_yaml(content: bytes, name: str) -> dict[str, Any]:
    """Return the mapping that the file holds. Raises LoadingRefused with one sentence for anything else."""
    if len(content) > LARGEST:
        raise LoadingRefused(f"{name}: 파일이 너무 큽니다. YAML은 {LARGEST // 1_000_000} MB까지 읽습니다.")
    text = decoded(content, name)
    try:
        # _Loader is a SafeLoader: tags that would run Python are unknown to it.
        found = yaml.load(text, _Loader)  # nosec B506
    except yaml.MarkedYAMLError as error:
        raise LoadingRefused(f"{name}: YAML이 아닙니다{_place(error)}: {error.problem}") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise LoadingRefused(f"{name}: YAML이 아닙니다: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise LoadingRefused(f"{name}: 너무 깊게 겹친 파일입니다.") from None
    if not isinstance(found, dict):
        raise LoadingRefused(
            f"{name}: 맨 위에 'edition_2022:' 같은 항목이 있어야 합니다. 프로그램 파일이 아닙니다."
        )
    return {str(key): value for key, value in found.items()}


def _place(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f" ({mark.line + 1}번째 줄)" if mark else ""
