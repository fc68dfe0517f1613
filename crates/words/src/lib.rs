//! Every word on a screen, Vietnamese and English, as typed functions made from Fluent files.
