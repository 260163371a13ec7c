"""What GDAL is not to open. Apart from GDAL itself, so that who starts a process may say so before it is loaded."""

SKIPPED = (
    *("ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "DXF", "EDIGEO", "EEDA", "ESRIJSON", "Elasticsearch", "GDALG"),
    *("GMLAS", "GPSBabel", "GPX", "GTFS", "GeoRSS", "HTTP", "Idrisi", "JML", "JSONFG", "LVBAG", "MBTiles", "MVT", "MapInfo File", "MapML", "MiraMonVector"),
    *("NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM", "OpenFileGDB", "PCIDSK", "PDS4", "PDF", "PGDUMP", "PLSCENES", "PMTiles"),
    *("S57", "SQLite", "SXF", "Selafin", "TopoJSON", "VDV", "VFK", "VICAR", "VRT", "WAsP", "WFS", "XLS", "XLSX", "Parquet", "Arrow", "PostgreSQL", "MySQL"),
)
"""Formats that Palier never reads."""
