"""purge

Revision 0004, after 0003; 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "purge",
        sa.Column("wave_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_purge_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_purge")),
    )


def downgrade() -> None:
    op.drop_table("purge")
