"""Surveys and the frozen versions of their questionnaires: saving, finding, listing."""

from typing import Any

from sqlmodel import Session, col, func, select

from app import clock
from app.errors import Invalid, NotFound
from app.surveys import checks, pictures
from app.surveys.findings import sound
from app.surveys.models import QuestionnaireVersion, Survey, Wave
from app.surveys.questionnaire import Questionnaire, content_hash


def save(session: Session, data: Any) -> QuestionnaireVersion:
    """Save a questionnaire (plain JSON data) as the newest version of the survey of its code.

    Saving what was saved before makes that version the newest again. Refuses with `unsound-questionnaire`, all findings in
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
    survey = held(session, questionnaire.code)
    if survey is None:
        survey = Survey(code=questionnaire.code, created_on=clock.today())
        session.add(survey)
        session.flush()
    name = content_hash(questionnaire)
    standing = select(QuestionnaireVersion).where(QuestionnaireVersion.survey_id == survey.id, QuestionnaireVersion.hash == name)
    version = session.exec(standing).one_or_none()
    last = (
        session.exec(select(func.max(QuestionnaireVersion.saved)).where(QuestionnaireVersion.survey_id == survey.id)).one() or 0
    )
    if version is None:
        assert survey.id is not None
        version = QuestionnaireVersion(
            survey_id=survey.id, hash=name, document=questionnaire, created_on=clock.today(), saved=last + 1
        )
    elif version.saved < last:
        version.saved = last + 1
    session.add(version)
    session.flush()
    return version


def held(session: Session, code: str) -> Survey | None:
    """The survey of that code, or none; until this transaction ends nobody else saves a version of it."""
    return session.exec(select(Survey).where(Survey.code == code).with_for_update()).one_or_none()


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
        .order_by(col(QuestionnaireVersion.saved).desc())
    )
    version = session.exec(newest.limit(1)).one()
    return version


def newest_id(session: Session, code: str) -> int | None:
    """The id of the newest version of the survey of that code, its questionnaire left unread; None where there is no survey."""
    newest = select(QuestionnaireVersion.id).join(Survey).where(Survey.code == code)
    return session.exec(newest.order_by(col(QuestionnaireVersion.saved).desc()).limit(1)).first()


def questionnaire_of(session: Session, wave: Wave) -> tuple[Questionnaire, str]:
    """The questionnaire that a wave asks, and the hash of its version."""
    version = session.get_one(QuestionnaireVersion, wave.version_id)
    return version.document, version.hash
