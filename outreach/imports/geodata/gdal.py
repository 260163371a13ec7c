"""GDAL, kept on a short leash: few formats, no network, no other file than the one that is given.

GDAL opens two hundred formats, and some of them are recipes that fetch other files or addresses (VRT, WFS, GDALG…). They are taken away before GDAL is
loaded; and a file is recognised by its first bytes (`recognise`) before GDAL sees it.
"""

import os

from outreach.imports.geodata.formats import SKIPPED

NOWHERE = "http://127.0.0.1:9"
"""A proxy that answers nobody."""

os.environ.setdefault("OGR_SKIP", ",".join(SKIPPED))  # read once, when GDAL registers its formats: before the import below

import pyogrio  # noqa: E402

pyogrio.set_gdal_config_options(
    {
        "GDAL_HTTP_PROXY": NOWHERE,
        "GDAL_HTTPS_PROXY": NOWHERE,
        "GDAL_HTTP_MAX_RETRY": "0",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "64",
        "SHAPE_RESTORE_SHX": "NO",
    }
)

list_layers, read_info, read_features = pyogrio.list_layers, pyogrio.read_info, pyogrio.raw.read
"""What is used of it."""
