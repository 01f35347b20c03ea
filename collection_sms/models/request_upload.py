"""Files from the customer's page, looked at without trusting what the browser says of them."""

import os

from odoo.tools.mimetypes import guess_mimetype

from ..engine import FILES_LIMIT, Upload, clean_name

# As many bytes as libmagic looks at.
HEAD_SIZE = 2048


def sent_files(files):
    """Those of the form's ``files`` that somebody has chosen: an empty field sends one too."""
    return [file for file in files if file.filename]


def describe_uploads(files):
    """What the engine needs to know of ``files``; reads no more of each than its start."""
    return [_describe(file) for file in files[: FILES_LIMIT + 1]]


def prepare_attachments(files, record):
    """Values of attachments of ``record``: never public, and what they really are."""
    return [
        {
            "name": upload.name,
            "raw": file.stream.read(),
            "mimetype": upload.mimetype,
            "res_model": record._name,
            "res_id": record.id,
            "public": False,
        }
        for file, upload in zip(files, describe_uploads(files), strict=True)
    ]


def _describe(file):
    stream = file.stream
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    start = stream.read(HEAD_SIZE)
    stream.seek(0)
    mimetype = guess_mimetype(start)
    return Upload(clean_name(file.filename), size, start, mimetype)
