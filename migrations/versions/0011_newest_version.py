"""newest version

Revision 0011, after 0010; 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Until now the version with the highest id was the newest, and a draft was begun from that.
    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saved", sa.Integer(), nullable=True))
    op.execute("UPDATE questionnaire_version SET saved = id")
    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.alter_column("saved", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base_version_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_draft_base_version_id_questionnaire_version"), "questionnaire_version", ["base_version_id"], ["id"]
        )
    op.execute(
        "UPDATE draft SET base_version_id = (SELECT max(version.id) FROM questionnaire_version AS version"
        " JOIN survey ON survey.id = version.survey_id WHERE survey.code = draft.code)"
    )


def downgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_draft_base_version_id_questionnaire_version"), type_="foreignkey")
        batch_op.drop_column("base_version_id")
    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.drop_column("saved")
