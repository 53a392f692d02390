"""sample design

Revision 0003, after 0002; 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waves that stand already asked volunteers: nobody said anything else of them.
    design = sa.Enum(
        "opt-in", "everyone", "probability", name="sampledesign", native_enum=False, create_constraint=True, length=32
    )
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sample_design", design, nullable=False, server_default="opt-in"))
        batch_op.add_column(sa.Column("invited", sa.String(length=300), nullable=False, server_default=""))
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.alter_column("sample_design", existing_type=sa.String(length=32), server_default=None)
        batch_op.alter_column("invited", existing_type=sa.String(length=300), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.drop_column("invited")
        batch_op.drop_constraint(op.f("ck_wave_sampledesign"), type_="check")
        batch_op.drop_column("sample_design")
