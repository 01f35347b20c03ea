from engine import SignatureRefusal, refuse_signature


def test_it_takes_a_name_and_a_tick():
    assert refuse_signature(" ", True) is SignatureRefusal.NO_NAME
    assert refuse_signature("", False) is SignatureRefusal.NO_NAME
    assert refuse_signature("Aoife", False) is SignatureRefusal.NOT_TICKED
    assert refuse_signature("Aoife", True) is None
