//! Two directives of the demonstration: one that was closed with a summary, one in force.
use super::append;
use super::story::{Story, label};
use domain::directive::{Born, DirectiveTask, Goal, Reached, Whom};
use domain::{
    Catalogue, CommuneId, Day, DirectiveClosed, DirectiveId, DirectiveIssued, DirectiveText, Entry,
    Kind, Map, Operation, Record, Settings, SkillId, VillageId, Who,
};
use store::Store;

const IDENTITY: &str = "Mỗi nhà có ít nhất một người kích hoạt định danh điện tử mức 2 và tự mở được VNeID, \
để tự xem giấy tờ và làm thủ tục tại nhà.\n\
Mang theo: tờ hướng dẫn mẫu. Để bà con tự bấm, tự giữ mật khẩu; tổ viên chỉ đứng cạnh chỉ.\n\
Chưa làm căn cước hoặc quên mật khẩu: hẹn buổi công an xã xuống nhà văn hóa thôn, ghi vào phần hẹn lại.";
const SUMMARY: &str = "Bốn tổ đã đến hết các ngõ. Số nhà có người tự mở được VNeID mức 2 tăng rõ so với lúc giao.\n\
Còn vướng: nhà đi biển dài ngày, nhà đi làm xa cả ngày, và người đổi số điện thoại chưa cập nhật.\n\
Việc tiếp theo: công an xã xuống từng thôn một buổi tối; các tổ trưởng giữ danh sách nhà còn lại.";
const IMPERSONATION: &str = "Trước Tết, kẻ gian hay gọi điện xưng là công an, ngân hàng, điện lực. \
Nhà nào có người từ 55 tuổi trở lên thì một người trong độ tuổi ấy tự nhận ra cuộc gọi giả và biết cúp máy.\n\
Cách làm: đóng vai gọi thử hai lần, một thật một giả; nói được vì sao là giả thì đạt mức tự làm.\n\
Nhà đã mất tiền: giúp gọi ngay tổng đài ngân hàng, rồi báo công an xã.";

const SEED: u64 = 45;

/// A directive as an officer would plan it.
struct Order {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    decision: &'static str,
    skill: &'static str,
    born: Option<Born>,
    issued: Day,
    to: Day,
    /// Target share of the households concerned, in percent.
    target: u32,
}

/// Appends the other entries and, on their days, the directives, whose figures are counted as an
/// officer would count them.
pub fn append_with(store: &Store, entries: Vec<Entry>, today: Day) -> anyhow::Result<()> {
    let Some(commune) = entries.first().map(|entry| entry.commune.clone()) else {
        return Ok(());
    };
    let identity = Order {
        id: "dinh-danh-muc-2",
        title: "Mỗi nhà một người có định danh mức 2",
        text: IDENTITY,
        decision: "31/KH-UBND",
        skill: "dvc-dinh-danh-muc-2",
        born: None,
        issued: today.plus(-100),
        to: today.plus(-32),
        target: 60,
    };
    let impersonation = Order {
        id: "nhan-ra-mao-danh",
        title: "Người lớn tuổi nhận ra cuộc gọi mạo danh",
        text: IMPERSONATION,
        decision: "45/KH-UBND",
        skill: "attt-nhan-biet-mao-danh",
        born: Some(Born {
            from: 1930,
            to: u16::try_from(today.year() - 55)?,
        }),
        issued: today.plus(-40),
        to: today.plus(38),
        target: 70,
    };
    let mut office = Office {
        store,
        commune,
        rest: entries,
    };
    office.issue(&identity)?;
    office.issue(&impersonation)?;
    office.close(&identity, today.plus(-30))?;
    append(store, &office.rest)
}

/// The office, and the entries that are not appended yet.
struct Office<'a> {
    store: &'a Store,
    commune: CommuneId,
    rest: Vec<Entry>,
}

impl Office<'_> {
    fn issue(&mut self, order: &Order) -> anyhow::Result<()> {
        self.come_to(order.issued)?;
        let mut issued = order.issued()?;
        let skill_is_for = |_: &SkillId| Some(Who::Everyone);
        let asked = issued.asked(skill_is_for);
        issued.started = self.reached(&asked.expect("a shipped skill"))?;
        let target = |it: &Reached| it.concerned * order.target / 100;
        let started = issued.started.iter();
        issued.targets = started.map(|(id, it)| (id.clone(), target(it))).collect();
        self.tell(order.issued, Operation::DirectiveIssued(Box::new(issued)))
    }

    fn close(&mut self, order: &Order, day: Day) -> anyhow::Result<()> {
        self.come_to(day)?;
        let asked = order.issued()?.asked(|_| Some(Who::Everyone));
        let closed = DirectiveClosed {
            directive: order.id()?,
            summary: text(SUMMARY)?,
            figures: self.reached(&asked.expect("a shipped skill"))?,
        };
        self.tell(day, Operation::DirectiveClosed(Box::new(closed)))
    }

    /// Appends everything that happened before a day.
    fn come_to(&mut self, day: Day) -> anyhow::Result<()> {
        let later = self.rest.partition_point(|entry| entry.at < day.start());
        let before: Vec<Entry> = self.rest.drain(..later).collect();
        append(self.store, &before)
    }

    fn tell(&self, day: Day, operation: Operation) -> anyhow::Result<()> {
        let mut story = Story::new(self.commune.clone(), SEED);
        story.office(day, operation);
        append(self.store, &story.told())
    }

    /// How many households have reached the goal, for each village.
    fn reached(&self, asked: &DirectiveTask) -> anyhow::Result<Map<VillageId, Reached>> {
        let settings = Settings::default();
        let catalogue = Catalogue::new(&settings);
        let mut reached: Map<VillageId, Reached> = Map::new();
        for record in self.store.records(&self.commune, Kind::Household)? {
            let Record::Household(household) = record else {
                continue;
            };
            if asked.concerns(&household) {
                let here = reached.entry(household.village.clone()).or_default();
                here.concerned += 1;
                here.done += u32::from(asked.done_by(&household, &settings, &catalogue));
            }
        }
        Ok(reached)
    }
}

impl Order {
    fn id(&self) -> anyhow::Result<DirectiveId> {
        DirectiveId::new(self.id).ok_or_else(|| anyhow::anyhow!("{} is no id", self.id))
    }

    fn issued(&self) -> anyhow::Result<DirectiveIssued> {
        Ok(DirectiveIssued {
            directive: self.id()?,
            title: label(self.title),
            text: text(self.text)?,
            decision: Some(label(self.decision)),
            decided: Some(self.issued.plus(-2)),
            goal: Goal::Skill(SkillId::new(self.skill).expect("a shipped skill")),
            whom: Whom {
                born: self.born,
                ..Whom::default()
            },
            from: self.issued,
            to: self.to,
            targets: Map::new(),
            started: Map::new(),
        })
    }
}

fn text(text: &str) -> anyhow::Result<DirectiveText> {
    DirectiveText::new(text).map_err(|problem| anyhow::anyhow!("{problem}"))
}
