//! The second half of the story: help, bulletins, moves, mergers, directives, and a second commune.
use super::{END, OTHER, SKILLS, Story};
use domain::{CommuneId, Label, TextHash, VillageId};
use serde_json::json;
use store::Rows;
use sync::Epoch;

impl Story<'_> {
    /// September: help, questions, bulletins.
    pub(super) fn september(&mut self) -> Rows<()> {
        self.on("2026-09-01");
        for (help, way) in [
            ("xin1", "site"),
            ("xin2", "door"),
            ("xin3", "telephone"),
            ("xin4", "site"),
        ] {
            let asked = json!({"help": help, "way": way, "topic": "nen-tang-so", "village": "dong",
                "name": format!("Người hỏi {help}"), "phone": "0911222333",
                "words": format!("Nhờ giúp {help}")});
            self.does("cong-dan", "HelpAsked", asked)?;
        }
        for help in ["xin1", "xin3", "xin4"] {
            let assigned = json!({"help": help, "member": "to-1-2", "household": "h1",
                "due": "2026-09-10"});
            self.office("HelpAssigned", assigned)?;
        }
        let answered = json!({"help": "xin1", "answer": "Mai tổ viên đến"});
        self.office("HelpAnswered", answered)?;
        let closed = json!({"help": "xin1", "word": "solved", "note": "Mở được rồi"});
        self.does("to-1-2", "HelpClosed", closed)?;
        self.office("HelpDismissed", json!({"help": "xin2"}))?;
        self.office("HelpErased", json!({"help": "xin3"}))?;
        for question in ["hoi1", "hoi2"] {
            let published = json!({"question": question, "topic": "an-toan-thong-tin",
                "asks": "Có người gọi bảo cài ứng dụng?", "answer": "Dập máy.\n\nGọi 156."});
            self.does("bien-tap", "QuestionPublished", published)?;
        }
        self.office("QuestionWithdrawn", json!({"question": "hoi2"}))?;
        self.on("2026-09-08");
        self.bulletin("tin1")?;
        self.bulletin("tin2")?;
        let withdrawn = json!({"bulletin": "tin2", "reason": "Số điện thoại đã đổi."});
        self.office("BulletinWithdrawn", withdrawn)?;
        for (household, how) in [
            ("h1", Some("heard")),
            ("h2", Some("read-out")),
            ("h2", None),
        ] {
            let heard = json!({"household": household, "bulletin": "tin1", "how": how});
            self.does("to-1-2", "BulletinHeard", heard)?;
        }
        self.on("2026-09-15");
        self.consents("to-2-2", "h5")?;
        let visit = self.visits("to-2-2", "h5", &["r5a"])?;
        self.observes("to-2-2", "h5", "r5a", 2)?;
        self.observes("to-2-2", "h5", "r5b", 3)?;
        let redated = json!({"household": "h5", "visit": visit, "day": "2026-08-30"});
        self.office("VisitRedated", redated)?;
        self.on("2026-09-29");
        let added = json!({"household": "h5", "resident": "r5c", "name": "Chị Năm", "born": 1985});
        self.does("to-2-2", "ResidentAdded", added)?;
        let corrected = json!({"household": "h5", "resident": "r5c", "name": "Chị Thứ Năm",
            "born": 1986});
        self.does("to-2-2", "ResidentCorrected", corrected)?;
        self.observes("to-2-2", "h5", "r5c", 1)?;
        self.visits("to-2-2", "h5", &["r5a", "r5c"]).map(|_| ())
    }

    fn bulletin(&mut self, bulletin: &str) -> Rows<()> {
        let (title, text) = (
            "Cảnh giác lừa đảo",
            format!("# Ba điều nhớ\n\nKhông đọc mã ({bulletin})."),
        );
        let village = VillageId::new("dong").expect("a plain word");
        let hash = TextHash::of(
            &Label::new(title).expect("short"),
            &domain::BulletinText::new(&text).expect("short"),
            &[village],
        );
        for times in 0..2 {
            let drafted = json!({"bulletin": bulletin, "title": title, "text": text,
                "villages": ["dong"], "author_name": "Người soạn thảo"});
            self.does("bien-tap", "BulletinDrafted", drafted)?;
            self.does(
                "bien-tap",
                "BulletinSubmitted",
                json!({"bulletin": bulletin}),
            )?;
            if times == 0 {
                let returned = json!({"bulletin": bulletin, "reason": "Thêm số điện thoại."});
                self.office("BulletinReturned", returned)?;
            }
        }
        let approved = json!({"bulletin": bulletin, "hash": hash, "name": "Người phê duyệt",
            "post": "deputy", "title": "Phó Chủ tịch"});
        self.office("BulletinApproved", approved)?;
        let published = json!({"bulletin": bulletin});
        self.does("bien-tap", "BulletinPublished", published)
            .map(|_| ())
    }

    /// October: moves, mergers, directives, and an erased resident.
    pub(super) fn october(&mut self) -> Rows<()> {
        self.on("2026-10-06");
        for (directive, goal) in [
            ("viec1", json!("met")),
            ("viec2", json!({"skill": SKILLS[3]})),
        ] {
            let issued = json!({"directive": directive, "title": "Gặp mọi nhà", "text": "Gặp.",
                "decision": "45/KH-UBND", "decided": "2026-10-01", "goal": goal,
                "whom": {"villages": ["dong", "doai"]}, "from": "2026-10-01", "to": "2026-12-25",
                "targets": {"dong": 5}, "started": {"dong": {"concerned": 6, "done": 2}}});
            self.office("DirectiveIssued", issued)?;
        }
        let corrected = json!({"directive": "viec1", "title": "Gặp mọi nhà", "text": "Gặp hết.",
            "to": "2026-12-31", "targets": {"dong": 6}});
        self.office("DirectiveCorrected", corrected)?;
        self.visits("to-1-2", "h6", &[])?;
        self.visits("to-1-2", "h2", &["r2a", "r2b"])?;
        self.on("2026-10-13");
        let relocated =
            json!({"household": "h6", "village": "doai", "alley": "ngo-song", "order": 3});
        self.office("HouseholdRelocated", relocated)?;
        self.visits("to-2-1", "h6", &["r6a"])?;
        // A late visit, made on a day before the household moved.
        let late =
            json!({"household": "h6", "outcome": "met", "topics": ["thanh-toan"], "minutes": 21});
        self.did("to-1-2", "2026-10-09", "VisitRecorded", late)?;
        let moved = json!({"from": "h5", "to": "h8", "resident": "r5b"});
        self.office("ResidentMoved", moved)?;
        self.office("HouseholdsMerged", json!({"keep": "h5", "gone": "h10"}))?;
        let on_gone = json!({"household": "h10", "outcome": "absent", "minutes": 3});
        self.did("to-2-2", "2026-10-12", "VisitRecorded", on_gone)?;
        self.on("2026-10-20");
        self.consents("to-1-2", "h7")?;
        let named = json!({"household": "h7", "outcome": "met", "met": ["r7a"], "minutes": 25,
            "note": "Bà Thứ 7 muốn học tiếp"});
        self.does("to-1-2", "VisitRecorded", named)?;
        self.observes("to-1-2", "h7", "r7a", 2)?;
        let erased = json!({"household": "h7", "resident": "r7a"});
        self.office("ResidentErased", erased)?;
        let parted = json!({"household": "h8", "resident": "r8a", "why": "died"});
        self.office("ResidentParted", parted)?;
        let withdrawn = json!({"household": "h2", "purpose": "register"});
        self.office("ConsentWithdrawn", withdrawn)?;
        // The household moved before the visit, but the log learns of the move afterwards.
        let visit = self.visits("to-1-2", "h4", &["r4a"])?;
        let moved = json!({"household": "h4", "village": "dong", "order": 4});
        self.did("can-bo", "2026-10-15", "HouseholdRelocated", moved)?;
        let redated = json!({"household": "h4", "visit": visit, "day": "2026-10-18"});
        self.office("VisitRedated", redated)?;
        self.on("2026-10-27");
        self.visits("to-2-2", "h5", &["r5a"])?;
        self.observes("to-2-2", "h5", "r5a", 3)?;
        self.visits("to-1-2", "h1", &["r1a", "r1b"]).map(|_| ())
    }

    pub(super) fn november(&mut self) -> Rows<()> {
        self.on("2026-11-03");
        self.office("HouseholdLeft", json!({"household": "h9"}))?;
        self.office("HouseholdLeft", json!({"household": "h8"}))?;
        self.office("HouseholdLeft", json!({"household": "h8", "back": true}))?;
        self.office(
            "MemberLeft",
            json!({"team": "to-2", "member": "to-2-2", "to": "2026-11-10"}),
        )?;
        let team = json!({"team": "to-1", "name": "Tổ 1", "villages": ["dong"]});
        self.office("TeamDefined", team)?;
        let closed = json!({"directive": "viec2", "summary": "Đã đến hết các nhà.",
            "figures": {"dong": {"concerned": 6, "done": 4}}});
        self.office("DirectiveClosed", closed)?;
        let class = json!({"class": "lop3", "plan": {"topic": "thanh-toan", "title": "Trả tiền",
            "place": "Chợ", "day": "2026-12-05", "from": "08:00", "to": "10:00",
            "teacher": {"guest": "Cô Hà"}, "seats": 9}});
        self.office("ClassPlanned", class)?;
        for week in ["2026-11-10", "2026-11-17", "2026-11-24", END] {
            self.on(week);
            self.visits("to-1-2", "h1", &["r1a"])?;
            self.observes("to-1-2", "h1", "r1a", 3)?;
            self.visits("to-2-1", "h3", &["r3a", "r3b"])?;
            self.visits("to-2-1", "h6", &[])?;
        }
        Ok(())
    }

    /// A second, small commune with its own way of counting.
    pub(super) fn elsewhere(&mut self) -> Rows<()> {
        self.commune = CommuneId::new(OTHER).expect("a plain word");
        let making = self.store.create_commune(self.commune.clone(), Epoch(12));
        making.wait()?;
        self.on("2026-11-16");
        let settings =
            json!({"commune_name": "xã Hải Bình", "adult_age": 16, "told_counts": false});
        self.office("SettingsChanged", settings)?;
        let village = json!({"village": "nam", "name": "Thôn Nam", "order": 1});
        self.office("VillageDefined", village)?;
        self.register(1, "nam")?;
        self.consents("to-1-2", "h1")?;
        self.on("2026-11-25");
        self.visits("to-1-2", "h1", &["r1a"])?;
        self.observes("to-1-2", "h1", "r1a", 2)
    }
}
