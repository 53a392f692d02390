"""Surveys and the frozen versions of their questionnaires: saving, finding, listing."""

from typing import Any

from sqlmodel import Session, col, select

from app import clock
from app.errors import Invalid, NotFound
from app.surveys import checks, pictures
from app.surveys.findings import sound
from app.surveys.models import QuestionnaireVersion, Survey, Wave
from app.surveys.questionnaire import Questionnaire, content_hash


def save(session: Session, data: Any) -> QuestionnaireVersion:
    """Save a questionnaire (plain JSON data) as the newest version of the survey of its code.

    Saving what is saved already returns the version that stands. Refuses with `unsound-questionnaire`, all findings in
    the details, where the structure is broken; then nothing is saved.
    """
    questionnaire, findings = checks.read(data)
    if questionnaire is None or not sound(findings):
        raise Invalid(
            "unsound-questionnaire",
            "The questionnaire cannot be saved: " + "; ".join(f"{finding.path}: {finding.reason}" for finding in findings[:3]),
            findings=[finding.as_json() for finding in findings],
        )
    return save_sound(session, questionnaire)


def save_sound(session: Session, questionnaire: Questionnaire) -> QuestionnaireVersion:
    """Save a questionnaire that has been found sound. Refuses what `pictures.together_light` refuses."""
    pictures.together_light(session, questionnaire)
    survey = session.exec(select(Survey).where(Survey.code == questionnaire.code)).one_or_none()
    if survey is None:
        survey = Survey(code=questionnaire.code, created_on=clock.today())
        session.add(survey)
        session.flush()
    name = content_hash(questionnaire)
    standing = select(QuestionnaireVersion).where(QuestionnaireVersion.survey_id == survey.id, QuestionnaireVersion.hash == name)
    version = session.exec(standing).one_or_none()
    if version is None:
        assert survey.id is not None
        version = QuestionnaireVersion(survey_id=survey.id, hash=name, document=questionnaire, created_on=clock.today())
        session.add(version)
        session.flush()
    return version


def surveys(session: Session) -> list[Survey]:
    """All surveys, by code."""
    return list(session.exec(select(Survey).order_by(Survey.code)))


def by_code(session: Session, code: str) -> Survey:
    """The survey of that code; NotFound `unknown-survey`."""
    survey = session.exec(select(Survey).where(Survey.code == code)).one_or_none()
    if survey is None:
        raise NotFound("unknown-survey", f"There is no survey {code}.", survey=code)
    return survey


def latest(session: Session, survey: Survey) -> QuestionnaireVersion:
    """The newest version of a survey."""
    newest = (
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.survey_id == survey.id)
        .order_by(col(QuestionnaireVersion.id).desc())
    )
    version = session.exec(newest.limit(1)).one()
    return version


def questionnaire_of(session: Session, wave: Wave) -> tuple[Questionnaire, str]:
    """The questionnaire that a wave asks, and the hash of its version."""
    version = session.get_one(QuestionnaireVersion, wave.version_id)
    return version.document, version.hash
