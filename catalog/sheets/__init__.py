"""Tables of the catalogue as people keep them: CSV and XLSX."""
