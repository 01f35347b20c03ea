"""Reads what carriers have told, as the scheduled action does."""

env.ref("collection_sms.ir_cron_carrier_events").method_direct_trigger()
env.cr.rollback()  # to see what the action has committed
counts = env["collection.carrier.event"]._read_group([], ["state"], ["__count"])
print("News of carriers:", ", ".join(f"{count} {state}" for state, count in counts))
