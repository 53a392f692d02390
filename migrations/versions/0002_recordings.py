"""recordings

Revision 0002, after 0001; 2026-11-23.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("text_digest", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("opus", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_recording_survey_id_survey")),
        sa.PrimaryKeyConstraint("survey_id", "language", "text_digest", name=op.f("pk_recording")),
    )


def downgrade() -> None:
    op.drop_table("recording")
