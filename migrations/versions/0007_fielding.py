"""fielding

Revision 0007, after 0006; 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("wave", sa.String(length=8), nullable=True),
        sa.Column("survey", sa.String(length=12), nullable=True),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index(op.f("ix_act_wave"), "act", ["wave"])
    op.create_index(op.f("ix_act_survey"), "act", ["survey"])
    op.create_table(
        "local_contact",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("contact", sa.JSON(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_local_contact")),
    )
    op.create_index(op.f("ix_local_contact_country"), "local_contact", ["country"])
    op.create_table(
        "contact_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("tried_by", sa.String(length=100), nullable=False),
        sa.Column(
            "method",
            sa.Enum("call", "chat", "message", "visit", name="trialmethod", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("recorded_by", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_trial")),
    )
    op.create_index(op.f("ix_contact_trial_code"), "contact_trial", ["code"])
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("approved", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_approval_account_id_account")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_approval_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_wave_id"), "approval", ["wave_id"])
    op.add_column("account", sa.Column("disabled_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "disabled_on")
    for table in ("approval", "contact_trial", "local_contact", "act"):
        op.drop_table(table)
