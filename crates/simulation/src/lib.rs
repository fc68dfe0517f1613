//! Many phones and a server under seeded faults.
