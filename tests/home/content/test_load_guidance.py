"""The pages that the portal is delivered with."""

import re

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Workflow

from home.content.delivery import deliver_pages
from home.content.models import DeliveredPage, FourEyesApprovalTask, GuidanceIndexPage, GuidancePage, NewsPage
from home.content.page_files import GuidanceRow, read_page_files, rich_text
from home.regulation.linking import check_citations
from tests.home.conftest import site
from tests.home.regulation.conftest import regulation
from tests.subsystems.agencies.factories import UserFactory

pytestmark = pytest.mark.django_db
__all__ = ["regulation", "site"]
ROW = "title: Một\nslug: mot\nsummary: Tóm tắt.\nreview_by: 2027-01-01\nbody: [{text: '%s'}]\n"


@pytest.fixture
def deliver(site, tmp_path):
    """Writes one file and loads its folder."""

    def load(text="Bản đầu."):
        (tmp_path / "mot.yaml").write_text(ROW % text)
        return dict(
            deliver_pages(GuidanceIndexPage.objects.get(), GuidancePage, read_page_files(tmp_path, GuidanceRow))
        )

    return load


def words(page):
    return Page.objects.get(pk=page.pk).specific.body[0].value.source


class TestWhatIsDelivered:
    def test_every_page_is_there_and_can_be_read(self, client, site, regulation):
        call_command("load_guidance")
        assert GuidancePage.objects.live().count() == 11
        assert NewsPage.objects.live().count() == 2
        client.force_login(UserFactory())
        for page in [*GuidancePage.objects.live(), *NewsPage.objects.live()]:
            assert client.get(page.url).status_code == 200, page.url

    def test_every_citation_exists(self, site, regulation):
        call_command("load_guidance")
        for page in GuidancePage.objects.live():
            assert check_citations(str(page.body.get_prep_value())) == [], page.title

    def test_every_link_to_guidance_leads_somewhere(self, site, regulation):
        call_command("load_guidance")
        known = set(GuidancePage.objects.live().values_list("slug", flat=True))
        for page in GuidancePage.objects.live():
            linked = set(re.findall(r'href="/huong-dan/([a-z0-9-]+)/"', str(page.body.get_prep_value())))
            assert linked <= known, page.title

    def test_the_workflow_asks_for_a_second_person(self, site):
        call_command("load_guidance")
        call_command("load_guidance")
        assert FourEyesApprovalTask.objects.count() == Workflow.objects.count() == 1
        assert GuidancePage.objects.first().get_workflow() == Workflow.objects.get()

    def test_without_the_lists_it_says_what_to_do_first(self, db):
        with pytest.raises(CommandError, match="setup_site"):
            call_command("load_guidance")


class TestLoadingAgain:
    def test_what_did_not_change_stays_untouched(self, deliver):
        assert deliver() == {"created": 1}
        assert deliver() == {"unchanged": 1}
        assert GuidancePage.objects.get().revisions.count() == 1

    def test_a_changed_file_renews_its_page(self, deliver):
        deliver()
        assert deliver("Bản hai.") == {"updated": 1}
        assert "Bản hai." in words(GuidancePage.objects.get())

    def test_what_staff_edited_stays_as_they_left_it(self, deliver):
        deliver()
        page = GuidancePage.objects.get()
        page.summary = "Cán bộ sửa."
        page.save_revision(user=UserFactory())
        assert deliver("Bản hai.") == {"kept": 1}
        assert "Bản đầu." in words(page)

    def test_what_staff_deleted_does_not_come_back(self, deliver):
        deliver()
        GuidancePage.objects.get().delete()
        assert deliver("Bản hai.") == {"kept": 1}
        assert not GuidancePage.objects.exists()

    def test_a_page_of_staff_at_the_same_address_stays(self, deliver, site):
        index = GuidanceIndexPage.objects.get()
        index.add_child(instance=GuidancePage(title="Của cán bộ", slug="mot", summary="x", body=[("text", "<p>y</p>")]))
        assert deliver() == {"kept": 1}
        assert not DeliveredPage.objects.exists()


def test_texts_are_markdown_without_html():
    assert rich_text("Một **hai** [ba](/huong-dan/)\n\n- bốn\n- <b>năm</b>") == (
        '<p>Một <strong>hai</strong> <a href="/huong-dan/">ba</a></p>\n'
        "<ul>\n<li>bốn</li>\n<li>&lt;b&gt;năm&lt;/b&gt;</li>\n</ul>"
    )
