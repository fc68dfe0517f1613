//! Marketplaces, papers and the product sheet: `content/marketplaces.toml` plus what the commune added.
use crate::{Label, Link, MarketplaceId, PaperId, Settings};
use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/shops.rs"));

/// Most marketplaces that a commune may add.
pub const LOCAL_MARKETPLACES_LIMIT: usize = 10;

pub(crate) struct StaticMarketplace {
    id: &'static str,
    name: &'static str,
    url: &'static str,
    hosts: &'static [&'static str],
    first: bool,
    verified: bool,
}

/// A place to sell online, as it is in force in one commune.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marketplace {
    pub id: MarketplaceId,
    pub name: String,
    pub url: String,
    /// Where its shops are, names above them included: `shopee.vn` stands for `banhang.shopee.vn`.
    pub hosts: Vec<String>,
    /// Named in the founding text, offered first.
    pub first: bool,
    /// Whether a source confirms that it takes sellers; otherwise look before guiding anyone there.
    pub verified: bool,
}

/// A marketplace that the commune added.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LocalMarketplace {
    pub id: MarketplaceId,
    pub name: Label,
    pub url: Link,
}

/// A paper to have ready.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paper {
    pub id: &'static str,
    pub name: &'static str,
}

/// What a column of the product sheet holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    Text,
    /// Whole đồng.
    Dong,
    Number,
    /// Photos go by their order, not by a text.
    Photo,
}

/// A column of the product sheet with its limits: characters of a text, size of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    pub id: &'static str,
    pub name: &'static str,
    pub holds: Holds,
    pub min: usize,
    pub max: Option<usize>,
    pub required: bool,
}

impl Marketplace {
    /// Those shipped, the founding text's first, then those of the commune.
    pub fn all(settings: &Settings) -> Vec<Marketplace> {
        let shipped = MARKETPLACES.iter().map(|it| Marketplace {
            id: MarketplaceId::new(it.id).expect("shipped ids are valid, a test reads them all"),
            name: it.name.to_owned(),
            url: it.url.to_owned(),
            hosts: it.hosts.iter().map(|&host| host.to_owned()).collect(),
            first: it.first,
            verified: it.verified,
        });
        let local = settings.marketplaces.iter().map(|it| Marketplace {
            id: it.id.clone(),
            name: it.name.as_str().to_owned(),
            url: it.url.as_str().to_owned(),
            hosts: it.url.host().into_iter().collect(),
            first: false,
            verified: true,
        });
        shipped.chain(local).collect()
    }

    /// Whether an address is one of this marketplace's own.
    pub fn has(&self, link: &Link) -> bool {
        let Some(host) = link.host() else {
            return false;
        };
        self.hosts.iter().any(|own| {
            let above = host.strip_suffix(own.as_str());
            above.is_some_and(|it| it.is_empty() || it.ends_with('.'))
        })
    }

    pub(crate) fn is_shipped(id: &MarketplaceId) -> bool {
        MARKETPLACES.iter().any(|it| it.id == id.as_str())
    }
}

impl Paper {
    pub(crate) fn is_known(id: &PaperId) -> bool {
        PAPERS.iter().any(|paper| paper.id == id.as_str())
    }
}

impl Column {
    pub fn find(id: &str) -> Option<&'static Column> {
        COLUMNS.iter().find(|column| column.id == id)
    }

    /// Whether the column takes a text; one that is too short is still a draft, not wrong.
    pub fn takes(&self, text: &str) -> bool {
        match self.holds {
            Holds::Text => {
                text.chars().count() <= self.max.unwrap_or(crate::SheetText::LIMIT_CHARS)
            }
            Holds::Dong | Holds::Number => {
                let most = self.max.map_or(Self::NUMBER_LIMIT, |max| max as u64);
                !text.is_empty()
                    && text.bytes().all(|b| b.is_ascii_digit())
                    && text.parse::<u64>().is_ok_and(|number| number <= most)
            }
            Holds::Photo => false,
        }
    }

    /// Long enough to be listed with.
    pub fn is_filled(&self, text: Option<&str>) -> bool {
        match text {
            Some(text) => text.chars().count() >= self.min,
            None => !self.required,
        }
    }

    /// Largest price in đồng and largest count.
    pub const NUMBER_LIMIT: u64 = 1_000_000_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_marketplaces_own_by_its_host() {
        let all = Marketplace::all(&Settings::default());
        let has = |id: &str, link: &str| {
            let it = all.iter().find(|it| it.id.as_str() == id).unwrap();
            it.has(&Link::new(link).unwrap())
        };
        for (id, link) in [
            ("voso", "https://voso.vn/ba-lang"),
            ("voso", "https://WWW.Voso.vn:443/ba-lang"),
            ("postmart", "https://nongsan.buudien.vn/x"),
            ("shopee", "https://shopee.vn/ba-lang"),
            ("tiktok-shop", "https://www.tiktok.com/@ba-lang"),
        ] {
            assert!(has(id, link), "{link}");
        }
        for link in [
            "https://voso.vn.evil.example/ba-lang",
            "https://evilvoso.vn/ba-lang",
            "https://voso.vn@evil.example/ba-lang",
            "https://evil.example/voso.vn",
            "https://evil.example?https://voso.vn",
            "https://shopee.vn/ba-lang",
        ] {
            assert!(!has("voso", link), "{link}");
        }
    }

    #[test]
    fn the_founding_text_comes_first_and_every_id_is_valid() {
        let all = Marketplace::all(&Settings::default());
        assert_eq!(
            (all[0].id.as_str(), all[1].id.as_str()),
            ("voso", "postmart")
        );
        assert!(all.iter().all(|it| Link::new(&it.url).is_ok()));
        assert!(PAPERS.iter().all(|paper| PaperId::new(paper.id).is_some()));
        assert!(
            COLUMNS
                .iter()
                .all(|column| crate::ColumnId::new(column.id).is_some())
        );
        assert_eq!(COLUMNS.len(), 21);
    }

    #[test]
    fn columns_take_what_fits_and_know_what_is_too_short() {
        let name = Column::find("ten").unwrap();
        assert!(name.takes("Mắm") && !name.is_filled(Some("Mắm")));
        assert!(name.is_filled(Some("Nước mắm cá cơm 40 độ đạm chai 1 lít")));
        assert!(!name.takes(&"a".repeat(121)));
        let price = Column::find("gia").unwrap();
        assert!(price.takes("85000"));
        for bad in [
            "",
            "85.000",
            "-1",
            "85k",
            "1000000001",
            "99999999999999999999",
        ] {
            assert!(!price.takes(bad), "{bad}");
        }
        assert!(!Column::find("ocop").unwrap().takes("6"));
        assert!(!Column::find("anh-1").unwrap().takes("x.jpg"));
    }
}
