//! Figures of help requests.
use super::{Dimension, Figure, Measure, Period, Sheet, whole_commune};
use crate::{Help, HelpState};

/// Rubbish is not counted; what was erased has been asked all the same.
pub(super) fn figures(help: &Help) -> Vec<Figure> {
    let place = help.village.clone().unwrap_or_else(whole_commune);
    let mut sheet = Sheet::new(place.clone());
    if help.state == HelpState::Dismissed {
        return sheet.into_figures();
    }
    let asked = Period::Month(help.asked.day().month());
    let topic = help.topic.clone().map(Dimension::Topic);
    for dimension in topic.into_iter().chain([Dimension::None]) {
        sheet.add_at(asked, &place, Measure::HelpAsked, dimension, 1);
    }
    if help.is_open() {
        sheet.now(Measure::HelpOpen, Dimension::Due(help.due));
        if let Some(member) = &help.assigned {
            let due = Dimension::MemberDue(member.clone(), help.due);
            sheet.now(Measure::HelpOpen, due);
        }
    }
    if let Some(closing) = &help.closing {
        let closed = Period::Month(closing.at.day().month());
        let member = help.assigned.clone().map(Dimension::Member);
        for dimension in member.into_iter().chain([Dimension::None]) {
            sheet.add_at(closed, &place, Measure::HelpClosed, dimension, 1);
        }
    }
    sheet.into_figures()
}
