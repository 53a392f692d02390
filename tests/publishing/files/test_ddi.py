"""DDI-Codebook, by the elements and the order of its standard: the schema itself is not ours to carry."""

from lxml import etree

from app.publishing.files.ddi import NAMESPACE, ddi_xml
from app.publishing.tables import table_rows
from app.surveys.plan import EVERYONE
from tests.publishing.files.releases import BASE, a_file_release, a_hostile_release

ORDER = {
    "codeBook": ["docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"],
    "stdyDscr": ["citation", "stdyInfo", "method", "dataAccs"],
    "citation": ["titlStmt", "prodStmt", "verStmt", "biblCit"],
    "titlStmt": ["titl", "parTitl", "IDNo"],
    "stdyInfo": ["abstract", "sumDscr"],
    "sumDscr": ["collDate", "nation", "anlyUnit", "universe", "dataKind"],
    "method": ["dataColl", "notes", "anlyInfo"],
    "dataColl": ["timeMeth", "sampProc", "collMode", "resInstru", "weight"],
    "useStmt": ["restrctn", "citReq", "conditions", "disclaimer"],
    "fileTxt": ["fileName", "fileCont", "fileType"],
    "dataDscr": ["varGrp", "var"],
    "var": ["labl", "qstn", "universe", "catgry", "varFormat", "notes"],
    "qstn": ["qstnLit", "ivuInstr"],
    "catgry": ["catValu", "labl", "catStat"],
}
X = {"d": NAMESPACE}


def test_every_element_stands_where_the_standard_has_it() -> None:
    root = etree.fromstring(ddi_xml(a_file_release(), BASE))
    assert root.get("version") == "2.5"
    for element in root.iter():
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        if children:
            places = [ORDER.get(name, children).index(child) for child in children]
            assert places == sorted(places), name
    ids = root.xpath("//@ID")
    assert len(ids) == len(set(ids))
    references = {name for names in root.xpath("//d:varGrp/@var", namespaces=X) for name in names.split()}
    assert references <= set(ids)


def test_variables_are_those_of_the_codebook_and_statistics_those_released() -> None:
    stored = a_file_release()
    root = etree.fromstring(ddi_xml(stored, BASE))
    variables = root.xpath("//d:var", namespaces=X)
    assert [one.get("name") for one in variables] == [one.code for one in stored.release.codebook.variables]
    released = {
        (row.variable, row.category_code): str(row.count)
        for row in table_rows(stored.release)
        if row.group == EVERYONE and row.count is not None
    }
    found = {
        (variable.get("name"), category.findtext("d:catValu", namespaces=X)): stat.text
        for variable in variables
        for category in variable.findall("d:catgry", X)
        for stat in category.findall("d:catStat", X)
    }
    assert found == released
    assert all(one.get("missing") is None for one in root.xpath("//d:catgry[d:catStat]", namespaces=X))


def test_each_age_group_reads_its_own_words_and_routing_is_told() -> None:
    root = etree.fromstring(ddi_xml(a_file_release(), BASE))
    (asked,) = root.xpath("//d:var[@name='HLP3']", namespaces=X)
    assert "Asked if CON1 is 2, 3" in [one.text for one in asked.findall("d:universe", X)]
    literals = root.xpath("//d:qstnLit", namespaces=X)
    assert literals
    assert all(one.get("{http://www.w3.org/XML/1998/namespace}lang") == "en" and one.text for one in literals)


def test_marks_stand_in_it_and_hostile_texts_stay_texts() -> None:
    content = ddi_xml(a_hostile_release(), BASE)
    root = etree.fromstring(content)
    assert b"<script" not in content
    assert "\u202e" not in content.decode()
    warnings = root.xpath("//d:verStmt/d:notes[@type='warning']/text()", namespaces=X)
    assert any("Withdrawn on 2 September 2026" in one for one in warnings)
    assert "<script>alert(1)</script>" in root.xpath("//d:stdyDscr/d:citation//d:titl/text()", namespaces=X)[0]
