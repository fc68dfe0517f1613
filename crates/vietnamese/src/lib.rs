//! Vietnamese text: search keys, order, legacy encodings, phones, dates, numbers in words.
