-- A copy of a production database texts nobody: every company is moved to the sandbox, and what
-- was queued is dropped.
UPDATE res_company SET sms_provider = 'collection_sandbox';
UPDATE res_company SET sms_twilio_account_sid = NULL, sms_twilio_auth_token = NULL;
UPDATE collection_gateway SET active = FALSE, username = NULL, password = NULL, token = NULL,
       signature_key = NULL, webhook_token = md5(random()::text) || md5(random()::text);
-- Somebody may have entered a key there instead of a placeholder.
UPDATE collection_gateway_parameter SET value = NULL WHERE value NOT LIKE '%{%';
UPDATE collection_message SET state = 'cancelled', cancel_reason = 'discarded'
 WHERE state IN ('draft', 'queued', 'sending');
UPDATE sms_sms SET state = 'canceled' WHERE state IN ('outgoing', 'process', 'collection_scheduled');
UPDATE collection_carrier_event SET state = 'ignored' WHERE state = 'new';
-- Nor does it charge anybody: the consent was given to production, not to its copies.
UPDATE payment_token SET active = FALSE WHERE collection_plan_id IS NOT NULL;
UPDATE collection_plan SET autopay = FALSE, token_id = NULL WHERE autopay;
