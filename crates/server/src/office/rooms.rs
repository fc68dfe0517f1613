//! The pages in the navigation: daily ones in the first row, those that set up the commune in the
//! second.
use words::Language;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Here {
    Board,
    Province,
    Register,
    Directives,
    Bulletins,
    Business,
    Classes,
    Help,
    Questions,
    Teams,
    Sharing,
    Devices,
    Held,
    Places,
    Import,
    Log,
    Settings,
    Account,
    SecondFactor,
}

/// Pages that officers open every day.
pub const DAILY: &[Here] = &[
    Here::Board,
    Here::Bulletins,
    Here::Register,
    Here::Directives,
    Here::Business,
    Here::Classes,
    Here::Help,
    Here::Held,
];
/// Pages for setting up or changing the commune.
pub const MANAGED: &[Here] = &[
    Here::Teams,
    Here::Sharing,
    Here::Devices,
    Here::Places,
    Here::Import,
    Here::Log,
    Here::Settings,
];
/// Pages for those who write bulletins and answer questions.
pub const EDITORS: &[Here] = &[Here::Board, Here::Bulletins, Here::Questions];
pub const PROVINCE: &[Here] = &[Here::Province];

impl Here {
    pub const fn address(self) -> &'static str {
        match self {
            Self::Board => "/van-phong/bang",
            Self::Province => "/van-phong/tinh",
            Self::Register => "/van-phong/ho",
            Self::Directives => "/van-phong/viec",
            Self::Bulletins => "/van-phong/bai",
            Self::Business => "/van-phong/kinh-doanh",
            Self::Classes => "/van-phong/lop",
            Self::Help => "/van-phong/nho-giup",
            Self::Questions => "/van-phong/hoi-dap",
            Self::Teams => "/van-phong/to",
            Self::Sharing => "/van-phong/chia",
            Self::Devices => "/van-phong/may",
            Self::Held => "/van-phong/cho",
            Self::Places => "/van-phong/thon",
            Self::Import => "/van-phong/nhap",
            Self::Log => "/van-phong/nhat-ky",
            Self::Settings => "/van-phong/cai-dat",
            Self::Account => "/van-phong/tai-khoan",
            Self::SecondFactor => super::second_factor::SET_UP,
        }
    }

    /// The word in the navigation.
    pub fn title(self, lang: Language) -> &'static str {
        match self {
            Self::Board => words::roster::nav_board(lang),
            Self::Province => words::board::province_title(lang),
            Self::Register => words::roster::nav_register(lang),
            Self::Directives => words::directive::nav(lang),
            Self::Bulletins => words::bulletin::nav(lang),
            Self::Business => words::business::nav(lang),
            Self::Classes => words::classes::nav(lang),
            Self::Help => words::help::office_title(lang),
            Self::Questions => words::site::questions_nav(lang),
            Self::Teams => words::roster::nav_teams(lang),
            Self::Sharing => words::roster::nav_sharing(lang),
            Self::Devices => words::roster::nav_devices(lang),
            Self::Held => words::roster::nav_held(lang),
            Self::Places => words::roster::nav_places(lang),
            Self::Import => words::roster::nav_import(lang),
            Self::Log => words::roster::nav_log(lang),
            Self::Settings => words::roster::nav_settings(lang),
            Self::Account | Self::SecondFactor => words::roster::account_title(lang),
        }
    }
}
