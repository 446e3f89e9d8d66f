"""``manage.py load_regulation``: all or nothing, any number of times, every fault at its place."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.regulation.enums import Part, ProvisionKind
from home.regulation.models import CitedDocument, Document, Ground, Provision, ProvisionVersion
from ioc_site.common.datafiles import MAX_FAULTS
from tests.home.regulation.conftest import SOURCE

pytestmark = pytest.mark.django_db
TEXT = SOURCE.read_text(encoding="utf-8")


def load(content: str | bytes, folder: Path) -> str:
    """Run the command on a file with this content; returns what it printed."""
    file = folder / "van-ban.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    out = StringIO()
    call_command("load_regulation", str(file), stdout=out)
    return out.getvalue()


def rows() -> list[list[tuple]]:
    """Everything that the room has stored."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Document, Provision, ProvisionVersion, Ground, CitedDocument)
    ]


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_the_whole_decision(tmp_path):
    load(TEXT, tmp_path)
    document = Document.objects.get()
    kinds = Counter(document.provisions.values_list("part", "kind"))
    assert kinds == {
        (Part.DECISION, ProvisionKind.ARTICLE): 3,
        (Part.REGULATION, ProvisionKind.CHAPTER): 3,
        (Part.REGULATION, ProvisionKind.ARTICLE): 11,
        (Part.REGULATION, ProvisionKind.CLAUSE): 41,
        (Part.REGULATION, ProvisionKind.POINT): 6,
    }
    assert document.slug == "1089-qd-ubnd"
    assert document.recipient_lines[0] == "Như Điều 3;"
    assert document.grounds.count() == 8
    assert ProvisionVersion.objects.count() == 64
    point = ProvisionVersion.objects.get(provision__eid="dieu-8-khoan-5-diem-dd")
    assert point.text.startswith("Chủ động đề xuất các nhiệm vụ")
    assert "diem dd" not in point.folded
    assert point.folded.startswith("diem d khoan 5 dieu 8 chu dong de xuat")


def test_cited_documents_and_their_successors(tmp_path):
    load(TEXT, tmp_path)
    assert [c.number for c in Ground.objects.get(position=1).cites.order_by("number")] == [
        "47/2019/QH14",
        "77/2015/QH13",
    ]
    decree = Ground.objects.get(position=4).cites.get()
    assert decree.number == "47/2020/NĐ-CP"
    assert decree.successor.number == "278/2025/NĐ-CP"
    assert CitedDocument.objects.get(number="67/2006/QH11").successor.number == "148/2025/QH15"
    assert CitedDocument.objects.get(number="3113/QĐ-UBND").reviewed_on is None


def test_loading_again_changes_nothing(tmp_path):
    load(TEXT, tmp_path)
    before = rows()
    printed = load(TEXT, tmp_path)
    assert rows() == before
    assert "86" in printed


def test_a_correction_by_staff_stays(tmp_path):
    load(TEXT, tmp_path)
    version = ProvisionVersion.objects.get(provision__eid="dieu-8-khoan-2")
    version.text = version.text.replace("Sở Y tế", "Sở Y tế tỉnh")
    version.save_revision().publish()
    before = rows()
    printed = load(TEXT, tmp_path)
    assert rows() == before
    assert "khoản 2 Điều 8" in printed


def test_a_draft_by_staff_stays(tmp_path):
    load(TEXT, tmp_path)
    version = ProvisionVersion.objects.get(provision__eid="dieu-4-khoan-1")
    version.text = "Bản nháp."
    version.save_revision()
    printed = load(changed("Tuân thủ các quy định", "Tuân thủ mọi quy định"), tmp_path)
    version.refresh_from_db()
    assert version.text.startswith("Tuân thủ các quy định")
    assert version.get_latest_revision_as_object().text == "Bản nháp."
    assert "khoản 1 Điều 4" in printed


def test_a_corrected_file_updates_what_nobody_touched(tmp_path):
    load(TEXT, tmp_path)
    load(changed("Tuân thủ các quy định", "Tuân thủ mọi quy định"), tmp_path)
    version = ProvisionVersion.objects.get(provision__eid="dieu-4-khoan-1")
    assert version.text.startswith("Tuân thủ mọi quy định")
    assert "tuan thu moi" in version.folded
    assert version.revisions.count() == 1


def test_what_the_file_lost_is_kept_and_named(tmp_path):
    load(TEXT, tmp_path)
    printed = load(changed("            - text: Hệ thống giám sát thông tin trên môi trường mạng.\n", ""), tmp_path)
    assert ProvisionVersion.objects.filter(provision__eid="dieu-5-khoan-6", live=True).exists()
    assert "khoản 6 Điều 5" in printed


CLAUSE = "regulation.chapters[1].articles[2].clauses"
MISSPELT = changed("            - text: Sở Y tế chủ trì", "            - txt: Sở Y tế chủ trì")
UNTITLED = changed("text: Quyết định này có hiệu lực", "title: Quyết định này có hiệu lực")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (
            changed("            - text: Sở Y tế chủ trì", "            - txt: Sở Y tế chủ trì"),
            f"102, {CLAUSE}[1].text:",
        ),
        (
            changed("            - text: Sở Y tế chủ trì", "            - txt: Sở Y tế chủ trì"),
            f"102, {CLAUSE}[1].txt:",
        ),
        (changed("- number: 7\n", "- number: 6\n"), "90, regulation.chapters[1].articles[1].number:"),
        (changed("- number: 1\n", "- number: true\n"), "26, decision.articles[0].number:"),
        (changed("number: II\n", "number: IIX\n"), "79, regulation.chapters[1].number:"),
        (changed("number: III\n", "number: II\n"), "regulation.chapters[2].number:"),
        (changed("letter: đ", "letter: d"), f"115, {CLAUSE}[4].points[4].letter:"),
        (changed("letter: đ", "letter: đđ"), f"115, {CLAUSE}[4].points[4].letter:"),
        (
            changed("text: Quyết định này có hiệu lực", "title: Quyết định này có hiệu lực"),
            "decision.articles[1].text:",
        ),
        (changed("Tuân thủ các quy định có liên quan của pháp luật hiện hành.", "' '"), "articles[3].clauses[0].text:"),
        (changed("issued_on: 2024-05-23", "issued_on: 2024-13-45"), "9, issued_on:"),
        (changed("issued_on: 2024-05-23", "issued_on: 0"), "9, issued_on:"),
        (changed("number: 1089/QĐ-UBND", "number: 1089"), "7, number:"),
        (changed("number: 1089/QĐ-UBND", "number: '///'"), "7, number:"),
        (changed("number: 1089/QĐ-UBND", f"number: '{'1' * 61}'"), "7, number:"),
        (changed("place: Bình Thuận", "place: Bình Thuận\nplace: Hàm Tân"), "8, place:"),
        (changed("place: Bình Thuận", 'place: "a\\0b"'), "8, place:"),
        (changed("place: Bình Thuận", 'place: "a\\uD800b"'), "8, place:"),
        (changed("place: Bình Thuận", "place: [Bình Thuận]"), "8, place:"),
        (changed("place: Bình Thuận", "place: x\n\t- y"), "dòng 9"),
        (changed("place: Bình Thuận", "place: &a x\nissuer2: *a"), "dòng 9"),
        (changed("Bình Thuận", "Bình\x00Thuận"), "U+0000"),
        (TEXT.encode("utf-16"), "dòng 1"),
        ("# Số:\n".encode() + TEXT.encode().replace("ỦY".encode(), b"\xd9Y", 1), "dòng 7"),
        ("", "trống"),
        ("- 1", "/:"),
        ("[" * 5000, "quá sâu"),
        ("!!python/object/apply:os.system [ls]", "/:"),
        (b"a" * 2_000_001, "2 MB"),
    ],
)
def test_faults_are_named_and_nothing_is_written(content, place, tmp_path):
    load(TEXT, tmp_path)
    before = rows()
    with pytest.raises(CommandError) as refusal:
        load(content, tmp_path)
    assert place in str(refusal.value)
    assert rows() == before


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "khong-co.yaml", tmp_path, "a\0b"):
        with pytest.raises(CommandError, match="không đọc được"):
            call_command("load_regulation", str(path))


def test_many_faults_are_cut_short(tmp_path):
    with pytest.raises(CommandError) as refusal:
        load(TEXT.replace("text:", "txt:"), tmp_path)
    assert len(str(refusal.value).splitlines()) == MAX_FAULTS + 2


def test_a_wrong_register_of_cited_documents(tmp_path):
    cited = tmp_path / "vien-dan.yaml"
    cited.write_text(
        "cited_documents:\n"
        "  - {number: 1/QH, title: Luật A, successor: 2/QH, valid_from: 2020-01-02, valid_to: 2020-01-01}\n"
        "  - {number: 2/QH, title: Luật B, successor: 1/QH}\n"
        "  - {number: 3/QH, title: Luật C, successor: 4/QH}\n"
        "  - {number: 3/QH, title: Luật D}\n",
        encoding="utf-8",
    )
    with pytest.raises(CommandError) as refusal:
        call_command("load_regulation", str(SOURCE), cited=cited)
    for place in ("[0].valid_to", "[0].successor", "[1].successor", "[2].successor", "[3].number"):
        assert f"cited_documents{place}:" in str(refusal.value)
    assert not Document.objects.exists()


LINES = TEXT.splitlines(keepends=True)
FOREIGN = ["a: *b\n", "\t- x\n", "? [1]\n", "- !!binary x\n", "x: 1e999\n"]


def outcome(content: str | bytes, folder: Path) -> str:
    """What the command says, loaded or refused; any other error fails the test."""
    try:
        return load(content, folder)
    except CommandError as refusal:
        return str(refusal)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_are_loaded_or_refused(data, tmp_path):
    """Whatever happens to a file in an editor, on a disk or in a mail: a clean answer."""
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        damage = data.draw(st.sampled_from(["drop", "repeat", "indent", "replace", "cut", "insert"]))
        line = lines[at]
        lines[at] = {
            "drop": "",
            "repeat": line + line,
            "indent": "  " + line,
            "replace": data.draw(st.text(max_size=30)) + "\n",
            "cut": line[: data.draw(st.integers(0, len(line)))],
            "insert": line
            + data.draw(st.sampled_from(["a: *b\n", "\t- x\n", "? [1]\n", "- !!binary x\n", "x: 1e999\n"])),
        }[damage]
    assert outcome("".join(lines), tmp_path).startswith(("1089", "Không nạp được"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused(content, tmp_path):
    with pytest.raises(CommandError, match=r"Không nạp được"):
        load(content, tmp_path)
