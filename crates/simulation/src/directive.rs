//! Directives issued and closed during a run: each counts households anew, and leaves the phones
//! when it is closed.
use crate::officer::village;
use crate::world::{World, commune, label};
use domain::directive::{DirectiveTask, Goal, Whom};
use domain::{
    DirectiveClosed, DirectiveId, DirectiveIssued, DirectiveText, Map, Operation, Record,
    RecordKey, SkillId,
};

/// Issues a directive, or closes the oldest open one.
pub(crate) fn order(world: &mut World) {
    let first = in_force(world).first().map(|asked| asked.id.clone());
    match first.filter(|_| world.below(3) == 0) {
        Some(directive) => close(world, directive),
        None => issue(world),
    }
}

fn in_force(world: &World) -> Vec<DirectiveTask> {
    let settings = world.store.record(&commune(), &RecordKey::Settings);
    match settings.expect("memory") {
        Some((Record::Settings(settings), _)) => settings.directives,
        _ => Vec::new(),
    }
}

fn close(world: &mut World, directive: DirectiveId) {
    world.append(Operation::DirectiveClosed(Box::new(DirectiveClosed {
        directive,
        summary: text("Xong."),
        figures: Map::new(),
    })));
}

fn issue(world: &mut World) {
    let skill = SkillId::new("tt-quet-vietqr").expect("a shipped skill");
    let goal = [Goal::Met, Goal::Consent, Goal::Skill(skill)][world.below(3)].clone();
    let mut whom = Whom::default();
    match world.below(3) {
        0 => whom.never_visited = true,
        1 => whom.villages.push(village(world.below(2))),
        _ => {}
    }
    let directive = DirectiveId::random(world.fresh());
    let today = world.now.day();
    world.append(Operation::DirectiveIssued(Box::new(DirectiveIssued {
        directive,
        title: label("Việc của xã"),
        text: text("Làm."),
        decision: None,
        decided: None,
        goal,
        whom,
        from: today.plus(-40),
        to: today.plus(30),
        targets: Map::new(),
        started: Map::new(),
    })));
}

fn text(text: &str) -> DirectiveText {
    DirectiveText::new(text).expect("short")
}
