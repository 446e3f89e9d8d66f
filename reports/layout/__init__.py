"""Layout kit: documents as Decree 30/2020/NĐ-CP sets them, as PDF/A-2b files. Described in ``docs/pdf.md``."""
