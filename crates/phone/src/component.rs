//! The building blocks of screens.

mod choice;
mod date;
mod door;
mod field;
mod icon;
mod keeper;
mod live;
mod page;
mod photo;
mod question;
mod scan;
mod share;
mod toast;

pub use choice::{chip, pick};
pub use date::{clock_time, date, day_month, day_of, long_day};
pub use door::{
    door_line, five_groups, found_line, found_list, legend, meter, near_line, promised, tile,
};
pub use field::{Field, field};
pub use icon::{Icon, icon};
pub use keeper::{Fields, Keeper, fields, kept_form};
pub use live::{flag, live, shows, submitted, text, ticked, toggled, touched, typed};
pub use page::{Foot, Page, Tab, badge, page};
pub use photo::{Taken, photo_state, photo_states, take, thumbnail, wrong_file};
pub use question::{Question, ask, question, rest};
pub use scan::scan;
pub use share::share_button;
pub use toast::{new_version, toast};
