"""translations

Revision 0006, after 0005; 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("survey", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("text_digest", sa.String(length=32), nullable=False),
        sa.Column("source_language", sa.String(length=20), nullable=False),
        sa.Column("source_digest", sa.String(length=32), nullable=False),
        sa.Column("translator_id", sa.Integer(), nullable=True),
        sa.Column("translated_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["translator_id"], ["account.id"], name=op.f("fk_translation_translator_id_account")),
        sa.PrimaryKeyConstraint("survey", "language", "key", "text_digest", name=op.f("pk_translation")),
    )
    op.create_table(
        "words_review",
        sa.Column("survey", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("texts_digest", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("translators", sa.String(length=300), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name=op.f("fk_words_review_reviewer_id_account")),
        sa.PrimaryKeyConstraint("survey", "language", "texts_digest", "reviewer_id", name=op.f("pk_words_review")),
    )


def downgrade() -> None:
    op.drop_table("words_review")
    op.drop_table("translation")
