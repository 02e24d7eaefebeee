"""The address that ``bin/run`` serves: read from the command line, and taken before anything is started."""

from __future__ import annotations

import contextlib
import errno
import re
import socket
from dataclasses import dataclass

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # nosec B104: chosen by the person, recognised here
WRITTEN = re.compile(
    r"(?:(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:/\[\]]+)):)?(?P<port>[0-9]{1,5})", re.ASCII
)


class AddressRefused(ValueError):
    """The address cannot be served. The text is a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Address:
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read HOST:PORT, [IPv6]:PORT or PORT. Raises AddressRefused."""
        match = WRITTEN.fullmatch(text.strip())
        if match is None or not 1 <= int(match["port"]) <= 65535:
            raise AddressRefused(
                f"주소를 읽을 수 없습니다: {text!r}. 예: bin/run 127.0.0.1:8000 / "
                f"Not an address: {text!r}. Expected HOST:PORT, as in bin/run 127.0.0.1:8000."
            )
        return cls(match["v6"] or match["host"] or DEFAULT_HOST, int(match["port"]))

    @property
    def url(self) -> str:
        """The address for a browser on this machine. Passkeys need a name, so 'localhost' where that is true."""
        host = "localhost" if self.host in (*LOOPBACK, *EVERYWHERE) else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def probed_host(self) -> str:
        """Where this machine itself reaches the server."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # nosec B104

    def hosts(self) -> list[str]:
        """Return the host names by which visitors may ask for the site, as Django's ALLOWED_HOSTS wants them."""
        names = {"localhost", "127.0.0.1", "[::1]"}
        if self.host in EVERYWHERE:
            names |= {socket.gethostname(), socket.getfqdn(), *_own_addresses()}
        else:
            names.add(f"[{self.host}]" if ":" in self.host else self.host)
        return sorted(name for name in names if name)

    def take(self) -> socket.socket:
        """Return a listening socket; whoever calls before the web server is ready waits in its queue.

        Raises AddressRefused where that is impossible, AddressTaken where another program listens.
        """
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except (OSError, UnicodeError) as problem:
            raise AddressRefused(
                f"호스트 이름을 찾을 수 없습니다: {self.host} / Unknown host: {self.host}"
            ) from problem
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        taken = socket.socket(family, kind, protocol)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
            taken.listen(512)
        except OSError as problem:
            taken.close()
            raise self._refusal(problem) from problem
        return taken

    def _refusal(self, problem: OSError) -> AddressRefused:
        if problem.errno == errno.EADDRINUSE:
            other = self.port + 1 if self.port < 65535 else DEFAULT_PORT
            return AddressTaken(
                f"포트 {self.port}을(를) 다른 프로그램이 쓰고 있습니다. 다른 포트로 시작하세요: bin/run {other} / "
                f"Port {self.port} is used by another program. Choose another one: bin/run {other}"
            )
        if problem.errno == errno.EACCES:
            return AddressRefused(
                f"포트 {self.port}은(는) 관리자만 쓸 수 있습니다. 1024 이상을 고르세요. / "
                f"Port {self.port} is for the administrator only: choose one from 1024 up."
            )
        return AddressRefused(
            f"{self.host}은(는) 이 컴퓨터의 주소가 아닙니다. / "
            f"{self.host} is not an address of this machine ({problem.strerror})."
        )


class AddressTaken(AddressRefused):
    """Another program listens there."""


def _own_addresses() -> set[str]:
    """Return the addresses of this machine that others can reach."""
    found: set[str] = set()
    with contextlib.suppress(OSError, UnicodeError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect(
                (elsewhere, 9)
            )  # sends nothing; the system only picks the address it would send from
            found.add(asking.getsockname()[0])
    return {f"[{address.partition('%')[0]}]" if ":" in address else address for address in found}
