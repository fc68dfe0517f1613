//! Figures to XLSX, CSV and SVG.
