//! Why the server cannot speak HTTPS: a stable code, and a sentence in both languages.
use std::fmt;
use std::path::PathBuf;
use words::{Language, https as say};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// Only one of the two files is given.
    Half,
    /// Both files and ACME are given.
    Both,
    Unreadable(PathBuf, String),
    NoCertificate(PathBuf),
    NoKey(PathBuf),
    KeyOfAnother {
        certificate: PathBuf,
        key: PathBuf,
    },
    /// A certificate cannot be made for this name.
    Name(String),
    Contact(String),
    Directory(String),
    /// The folder for certificates from the authority cannot be used.
    Folder(PathBuf, String),
    /// This machine trusts no authority at all.
    NoRoots,
    PortTaken(u16),
    PortForbidden(u16),
}

impl Trouble {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Half => "tls-half",
            Self::Both => "tls-and-acme",
            Self::Unreadable(..) => "tls-unreadable",
            Self::NoCertificate(_) => "tls-no-certificate",
            Self::NoKey(_) => "tls-no-key",
            Self::KeyOfAnother { .. } => "tls-key-of-another",
            Self::Name(_) => "acme-name",
            Self::Contact(_) => "acme-contact",
            Self::Directory(_) => "acme-directory",
            Self::Folder(..) => "acme-folder",
            Self::NoRoots => "acme-no-roots",
            Self::PortTaken(_) => "port-taken",
            Self::PortForbidden(_) => "port-forbidden",
        }
    }

    /// What is wrong and what helps, followed by the code.
    pub fn told(&self, lang: Language) -> String {
        let sentence = match self {
            Self::Half => say::half(lang).to_owned(),
            Self::Both => say::both(lang).to_owned(),
            Self::Unreadable(file, why) => say::unreadable(lang, file.display(), why),
            Self::NoCertificate(file) => say::no_certificate(lang, file.display()),
            Self::NoKey(file) => say::no_key(lang, file.display()),
            Self::KeyOfAnother { certificate, key } => {
                say::key_of_another(lang, certificate.display(), key.display())
            }
            Self::Name(name) => say::name(lang, name),
            Self::Contact(contact) => say::contact(lang, contact),
            Self::Directory(url) => say::directory(lang, url),
            Self::Folder(folder, why) => say::folder(lang, folder.display(), why),
            Self::NoRoots => say::no_roots(lang).to_owned(),
            Self::PortTaken(port) => say::port_taken(lang, port),
            Self::PortForbidden(port) => say::port_forbidden(lang, port),
        };
        format!("{sentence} ({})", self.code())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.told(Language::English))
    }
}

impl std::error::Error for Trouble {}
