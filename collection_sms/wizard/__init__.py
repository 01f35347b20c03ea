from . import collection_preview, collection_preview_line, collection_promise_wizard
