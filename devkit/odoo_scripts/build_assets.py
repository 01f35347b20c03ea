"""Builds the styles and scripts of all pages, so that the first page opens at once."""

env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
