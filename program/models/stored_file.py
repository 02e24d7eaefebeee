"""Files live in the database, named by their content: web servers hold no state, and a backup is one dump."""

import hashlib

from django.db import models
from django.utils import timezone


class StoredFile(models.Model):
    """The bytes of a photo or of slides; the same bytes are kept once."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the content, in hex")
    content = models.BinaryField()
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True, help_text="pixels, of a picture")
    height = models.PositiveIntegerField(null=True, help_text="pixels, of a picture")
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "파일"
        verbose_name_plural = "파일"

    def __str__(self) -> str:
        return self.digest[:12]

    @classmethod
    def keep(
        cls, content: bytes, content_type: str, *, width: int | None = None, height: int | None = None
    ) -> "StoredFile":
        """Store the bytes, or find them where they are already stored."""
        kept, is_new = cls.objects.get_or_create(
            digest=hashlib.sha256(content).hexdigest(),
            defaults={
                "content": content,
                "content_type": content_type,
                "size": len(content),
                "width": width,
                "height": height,
            },
        )
        if not is_new:  # whoever stores it again means to use it: it is not collected meanwhile
            cls.objects.filter(pk=kept.pk).update(stored_at=timezone.now())
        return kept
