//! The demonstration's teams: four teams of seven, decided by the commune, with every household
//! assigned to a member.
use super::dice::Dice;
use super::people;
use super::story::{Story, label};
use domain::{
    Counted, Day, DenominatorSet, Household, HouseholdAssigned, MemberId, MemberJoined, MemberRole,
    Operation, SettingsChanged, TOUCHED_LIMIT, TeamDefined, TeamId, Village, VillageId,
};
use std::collections::BTreeMap;

pub const MEMBERS: usize = 7;
/// When the teams go from door to door.
const VISITING: [&str; 2] = [
    "Tối thứ Ba, thứ Năm và sáng thứ Bảy",
    "Tối thứ Tư và cả ngày Chủ nhật",
];

/// One team with its members, the leader first. Each has an account and a name.
#[derive(Debug)]
pub struct Team {
    pub id: TeamId,
    pub village: VillageId,
    pub members: Vec<(MemberId, String)>,
}

pub fn settings(story: &mut Story, day: Day) {
    let change = SettingsChanged {
        commune_name: Some(label("xã Nghi Sơn (dữ liệu mẫu)")),
        controller: Some(label("Ủy ban nhân dân xã Nghi Sơn")),
        unit: Some(label("thôn")),
        ..SettingsChanged::default()
    };
    story.office(day, Operation::SettingsChanged(change));
}

/// Makes a team for each village.
pub fn make(story: &mut Story, dice: &mut Dice, villages: &[Village], day: Day) -> Vec<Team> {
    let teams = villages.iter().enumerate().map(|(number, village)| {
        let id = TeamId::new(format!("to-{}", number + 1)).expect("a short id");
        let members = (0..MEMBERS).map(|place| {
            let account = format!("to-{}-{}", number + 1, place + 1);
            let account = MemberId::new(account).expect("a short id");
            (account, people::name(dice, place % 2 == 0))
        });
        Team {
            id,
            village: village.id.clone(),
            members: members.collect(),
        }
    });
    let teams: Vec<Team> = teams.collect();
    for (number, (team, village)) in teams.iter().zip(villages).enumerate() {
        let defined = TeamDefined {
            team: team.id.clone(),
            name: label(&team_name(village.name.as_str())),
            villages: vec![village.id.clone()],
            visiting: Some(label(VISITING[number % VISITING.len()])),
        };
        story.office(day, Operation::TeamDefined(defined));
        for (place, (member, name)) in team.members.iter().enumerate() {
            let role = if place == 0 {
                MemberRole::Leader
            } else {
                MemberRole::Member
            };
            let joined = MemberJoined {
                team: team.id.clone(),
                member: member.clone(),
                name: label(name),
                role,
                from: day,
                decision: Some(label("12/QĐ-UBND")),
                decided: Some(day.plus(-7)),
            };
            story.office(day, Operation::MemberJoined(joined));
        }
    }
    teams
}

/// `Thôn Đông` becomes `Tổ thôn Đông`.
fn team_name(village: &str) -> String {
    let mut letters = village.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    format!("Tổ {}", first.chain(letters).collect::<String>())
}

/// The commune's own count of households, a little above the register's.
pub fn denominators(story: &mut Story, households: &[Household], villages: &[Village], day: Day) {
    let set = |village: Option<VillageId>, count: usize| {
        Operation::DenominatorSet(DenominatorSet {
            village,
            counted: Counted::Households,
            from: day.month(),
            value: u32::try_from(count).unwrap_or(0),
            source: label("Báo cáo dân số của xã"),
            dated: day.plus(-10),
        })
    };
    let mut sum = 0;
    for village in villages {
        let here = households
            .iter()
            .filter(|it| it.village == village.id)
            .count();
        sum += here + 2;
        story.office(day, set(Some(village.id.clone()), here + 2));
    }
    story.office(day, set(None, sum));
}

/// Shares the households of each village evenly, in walking order. Returns the member of each
/// household.
pub fn share_out(
    story: &mut Story,
    teams: &[Team],
    households: &[Household],
    villages: &[Village],
    day: Day,
) -> BTreeMap<domain::HouseholdId, MemberId> {
    let mut whose = BTreeMap::new();
    for team in teams {
        let village = villages.iter().find(|it| it.id == team.village);
        let alley_order = |it: &Household| {
            let alley = village
                .zip(it.alley.as_ref())
                .and_then(|(v, alley)| v.alley(alley));
            alley.map(|alley| alley.order)
        };
        let mut here: Vec<&Household> = households
            .iter()
            .filter(|it| it.village == team.village)
            .collect();
        here.sort_by_key(|it| (alley_order(it), it.order, it.id.clone()));
        let each = here.len().div_ceil(team.members.len()).max(1);
        for (share, (member, _)) in here.chunks(each).zip(&team.members) {
            for some in share.chunks(TOUCHED_LIMIT) {
                let households = some.iter().map(|it| it.id.clone()).collect();
                let member = Some(member.clone());
                let assigned = HouseholdAssigned { households, member };
                story.office(day, Operation::HouseholdAssigned(assigned));
            }
            whose.extend(share.iter().map(|it| (it.id.clone(), member.clone())));
        }
    }
    whose
}
