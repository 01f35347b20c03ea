from . import collection_case, collection_message, sms_sms
