"""Two processes at work on customers who owe two companies: no cap is exceeded."""

CUSTOMERS = 300


def test_two_processes_keep_every_shipped_cap_over_all_channels(with_addon):
    assert with_addon.run("make_capped", CUSTOMERS, 2) == CUSTOMERS
    for process in with_addon.start_together("follow_up", 2):
        with_addon.result(process)
    with_addon.run("follow_up", 1)
    result = with_addon.run("caps")
    assert result["broken"] == []
    assert result["texts"] > CUSTOMERS / 2
