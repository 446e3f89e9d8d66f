"""What is stored of people, how it is masked, how long it is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ioc_site.common.access_log import AccessLog
from subsystems.monitoring.enums import SourceKind
from subsystems.monitoring.fetching.entries import Entry
from subsystems.monitoring.fulltext import Asked, keys
from subsystems.monitoring.models import Match, Mention, Retention
from subsystems.monitoring.services.people import MASK, erase, erase_expired, mask_names
from subsystems.monitoring.services.storing import draft_of, drafts_of, store
from tests.subsystems.monitoring import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [SourceKind.SOCIAL, SourceKind.FORUM, SourceKind.VIDEO])
def test_authors_of_posts_are_stored_as_a_hash_only(kind):
    source = make.SourceFactory(kind=kind)
    one, other = (make.mention(f"Bài {n}", source=source, author="Nguyễn Văn Kín") for n in "12")
    assert one.author == ""
    assert one.author_hash
    assert one.author_hash == other.author_hash
    stored = str(Mention.objects.filter(pk=one.pk).values())
    assert "Kín" not in stored
    assert "kin" not in one.folded.split()


def test_authors_of_the_press_are_named():
    mention = make.mention("Bài", author="Trần Thị Báo")
    assert (mention.author, mention.author_hash) == ("Trần Thị Báo", "")


def test_masked_names_are_gone_from_text_search_and_story():
    mention = make.mention("Ông Nguyễn Văn Kín kêu cứu", "Anh nguyễn  văn kín, không phải Nguyễn Văn Kính, nói.")
    mask_names(mention, ["Nguyễn Văn Kín"], make.moderator())
    mention.refresh_from_db()
    assert mention.title == f"Ông {MASK} kêu cứu"
    assert mention.text == f"Anh {MASK}, không phải Nguyễn Văn Kính, nói."
    assert mention.story.title == mention.title
    assert keys(Asked(phrases=(("van", "kin"),)), 5) == []
    assert AccessLog.objects.get().field_group == "names"
    assert "Kín" not in AccessLog.objects.get().reason


def test_an_erased_text_leaves_counts_and_nothing_else():
    rule = make.rule("sạt lở")
    mention = make.mention("Sạt lở", "Sạt lở ở nhà ông Kín", url="https://x.example/kin")
    erase([mention], user=make.moderator(), reason="Yêu cầu của công dân")
    mention.refresh_from_db()
    assert (mention.text, mention.url, mention.author) == ("", "", "")
    assert "Kín" not in str(Mention.objects.values()) + str(Match.objects.values())
    assert keys(Asked((f"t_{rule.topic_id}",)), 5) == [mention.pk]
    assert keys(Asked(phrases=(("sat", "lo"),)), 5) == []
    assert AccessLog.objects.get().reason == "Yêu cầu của công dân"


def test_an_erased_address_is_not_read_in_again():
    mention = make.mention("Bài", url="https://x.example/1")
    erase([mention])
    entry = Entry("https://x.example/1", "Bài")
    assert drafts_of(make.SourceFactory(), [entry], timezone.now()) == []
    assert store([draft_of(make.SourceFactory(), entry, timezone.now())]) == []


def test_texts_are_kept_as_long_as_their_kind_says():
    ago = timezone.now() - timedelta(days=200)
    social, press = make.SourceFactory(kind=SourceKind.SOCIAL), make.SourceFactory(kind=SourceKind.PRESS)
    post, article = make.mention("Một", source=social, now=ago), make.mention("Hai", source=press, now=ago)
    recent = make.mention("Ba", source=social)
    assert erase_expired() == 1
    assert Mention.objects.get(pk=post.pk).erased_at
    assert not Mention.objects.filter(pk__in=[article.pk, recent.pk], erased_at__isnull=False).exists()
    Retention.objects.create(kind=SourceKind.PRESS, days=100)
    assert erase_expired() == 1


def test_what_an_open_matter_needs_stays():
    ago = timezone.now() - timedelta(days=800)
    matter = make.matter("Vụ việc chưa xong", now=ago)
    assert erase_expired() == 0
    assert matter.story.mentions.get().erased_at is None
