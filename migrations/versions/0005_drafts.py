"""drafts

Revision 0005, after 0004; 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_draft_changed_by_account")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_draft")),
    )
    op.create_table(
        "draft_revision",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_draft_revision_changed_by_account")),
        sa.ForeignKeyConstraint(["code"], ["draft.code"], name=op.f("fk_draft_revision_code_draft"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code", "revision", name=op.f("pk_draft_revision")),
    )


def downgrade() -> None:
    op.drop_table("draft_revision")
    op.drop_table("draft")
