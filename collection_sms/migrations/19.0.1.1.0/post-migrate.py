"""Channels and the words that tell how to stop texts, in databases of 19.0.1.0.0."""

OPT_OUT = " {{ object.text_opt_out }}"


def migrate(cr, version):
    """Let levels follow what customers prefer, and the scripts of the ladder name the way out."""
    # Until now every level said "sms", and a person wrote to whom preferred something else.
    cr.execute("UPDATE collection_level SET channel = 'preferred' WHERE channel = 'sms'")
    # The next run tells which way is open.
    cr.execute("UPDATE collection_case SET hold_reason = NULL WHERE hold_reason = 'other_channel'")
    cr.execute(
        """UPDATE sms_template script
              SET body = (SELECT jsonb_object_agg(lang, CASE WHEN words LIKE %s THEN words
                                                             ELSE words || %s END)
                            FROM jsonb_each_text(script.body) said (lang, words))
             FROM collection_level level
            WHERE level.template_id = script.id""",
        ["%object.text_opt_out%", OPT_OUT],
    )
