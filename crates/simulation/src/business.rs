//! Operations about a household's business, made at the door or in the office.
use crate::world::{World, label};
use domain::household::{ConsentWay, PaymentStep, Purpose, Stage};
use domain::{
    AccountNumber, BankBin, BusinessCorrected, BusinessRegistered, ColumnId, ConsentGiven,
    ConsentWithdrawn, Household, HouseholdId, IncomeBeforeTold, Label, Link, MarketplaceId, Name,
    Operation, PaperId, PapersTicked, PaymentAccountRecorded, PaymentAccountRemoved,
    PaymentStepDone, Personal, ProductId, ProductRemoved, ProductSet, ResidentId, SalesTold,
    SheetText, ShopAdvanced,
};

/// Only a few ids, so that phones and the office often change the same product or shop.
const PRODUCTS: [&str; 3] = ["nuoc-mam", "mat-ong", "chieu-coi"];
const MARKETPLACES: [&str; 2] = ["voso", "shopee"];
const PAPERS: [&str; 2] = ["can-cuoc-hai-mat", "xac-thuc-vneid"];

impl World {
    /// Registers the household's business, or makes one more change to it.
    pub(crate) fn business(&mut self, door: &Household) -> Vec<Operation> {
        let household = door.id.clone();
        let owner = door.residents.first().map(|it| it.id.clone());
        if door.business.is_none() && self.below(8) > 0 {
            return vec![Operation::BusinessRegistered(BusinessRegistered {
                household,
                name: self.label("Quan"),
                trade: self.label("Nghe"),
                owner,
            })];
        }
        let one = match self.below(12) {
            0..=2 => return self.account(door, owner),
            3 => self.forget_account(household),
            4..=5 => self.product(household),
            6 => Operation::ProductRemoved(ProductRemoved {
                household,
                product: self.product_id(),
            }),
            7 => self.shop(household),
            8 => self.sales(household),
            9 => self.tick(household),
            10 => Operation::BusinessCorrected(BusinessCorrected {
                household,
                name: Some(self.label("Quan")),
                trade: None,
                owner,
            }),
            _ => Operation::IncomeBeforeTold(IncomeBeforeTold {
                household,
                month: Some(self.fresh() * 1_000),
            }),
        };
        vec![one]
    }

    /// Records a payment account, most times after consent. Its number is used once and occurs in
    /// no other text, so it can be searched for.
    fn account(&mut self, door: &Household, holder: Option<ResidentId>) -> Vec<Operation> {
        let household = door.id.clone();
        let mut operations = Vec::new();
        if !door.consented(Purpose::AccountNumber) && self.below(6) > 0 {
            operations.push(Operation::ConsentGiven(ConsentGiven {
                household: household.clone(),
                purpose: Purpose::AccountNumber,
                way: ConsentWay::Signed,
                text_version: 1,
            }));
        }
        let number = crate::account::number(self.fresh());
        self.numbers.insert(number.clone(), holder.clone());
        let name = holder.as_ref().and_then(|id| self.names.get(id.as_str()));
        let name = name.map_or("Chu ho", String::as_str);
        let recorded = PaymentAccountRecorded {
            household,
            bank: BankBin::new("970436").expect("six digits"),
            number: Personal::new(AccountNumber::new(&number).expect("short")),
            card: false,
            holder: Personal::new(Name::new(name).expect("short")),
            holder_resident: holder,
        };
        operations.push(Operation::PaymentAccountRecorded(Box::new(recorded)));
        operations
    }

    fn forget_account(&mut self, household: HouseholdId) -> Operation {
        if self.below(2) == 0 {
            return Operation::PaymentAccountRemoved(PaymentAccountRemoved { household });
        }
        Operation::ConsentWithdrawn(ConsentWithdrawn {
            household,
            purpose: Purpose::AccountNumber,
        })
    }

    fn product(&mut self, household: HouseholdId) -> Operation {
        let text = |text: &str| SheetText::new(text).expect("short");
        let column = |id: &str| ColumnId::new(id).expect("a plain word");
        let (name, price) = (format!("San pham {}", self.fresh()), self.fresh() * 1_000);
        let sheet = [("ten", name), ("gia", price.to_string())];
        let listed = MARKETPLACES[..self.below(3)].iter();
        Operation::ProductSet(Box::new(ProductSet {
            household,
            product: self.product_id(),
            sheet: sheet
                .iter()
                .map(|(id, value)| (column(id), text(value)))
                .collect(),
            listed: listed
                .map(|id| MarketplaceId::new(*id).expect("a plain word"))
                .collect(),
            photos: Vec::new(),
        }))
    }

    fn product_id(&mut self) -> ProductId {
        ProductId::new(PRODUCTS[self.below(PRODUCTS.len())]).expect("a plain word")
    }

    fn shop(&mut self, household: HouseholdId) -> Operation {
        let marketplace = MARKETPLACES[self.below(MARKETPLACES.len())];
        let link = Link::new(&format!(
            "https://{marketplace}.vn/gian-hang/{}",
            self.fresh()
        ));
        Operation::ShopAdvanced(Box::new(ShopAdvanced {
            household,
            marketplace: MarketplaceId::new(marketplace).expect("a plain word"),
            stage: Stage::ALL[self.below(Stage::ALL.len())],
            on: self.now.day().plus(-1),
            link: link.ok().filter(|_| self.below(4) > 0),
            helper: None,
            obstacle: None,
        }))
    }

    fn sales(&mut self, household: HouseholdId) -> Operation {
        let back = i32::try_from(self.below(3)).unwrap_or(0);
        let online = self.fresh() * 10_000;
        Operation::SalesTold(SalesTold {
            household,
            month: self.now.day().month().plus(-back),
            orders: Some(u32::try_from(self.below(50)).unwrap_or(0)),
            online: Some(online),
            total: Some(online * 2),
        })
    }

    fn tick(&mut self, household: HouseholdId) -> Operation {
        let done = self.below(4) > 0;
        if self.below(2) == 0 {
            let step = PaymentStep::ALL[self.below(PaymentStep::ALL.len())];
            return Operation::PaymentStepDone(PaymentStepDone {
                household,
                step,
                done,
            });
        }
        let paper = PaperId::new(PAPERS[self.below(PAPERS.len())]).expect("a plain word");
        Operation::PapersTicked(PapersTicked {
            household,
            papers: [(paper, done)].into_iter().collect(),
        })
    }

    fn label(&mut self, what: &str) -> Label {
        label(&format!("{what} {}", self.fresh()))
    }
}
