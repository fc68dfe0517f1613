//! The office at `/van-phong`: pages for officers, rendered here, with plain forms that need no
//! script.
mod account;
mod act;
mod badges;
mod board;
mod bulletins;
pub(crate) mod business;
mod cards;
mod caveat;
pub(crate) mod classes;
pub(crate) mod codes;
mod desk;
mod details;
mod devices;
mod directives;
mod download;
mod figures;
pub(crate) mod frame;
mod groups;
mod held;
mod help;
mod household;
mod import;
pub(crate) mod log;
mod photos;
mod places;
mod province;
mod questions;
mod register;
mod rolled_back;
mod rooms;
pub(crate) mod second_factor;
mod settings;
mod sharing;
mod teams;
mod visits;
mod waiting;

pub use import::Uploads;
pub(crate) use import::{called_by, reason_name, unfit_name, what_name};

use crate::{AppState, PageError, SignedIn};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Redirect;
use axum::routing::{get, post};
use domain::Role;

/// Room in a request for a form's fields, besides its file.
const FORM_MARGIN_BYTES: usize = 64 * 1024;

pub fn routes() -> Router<AppState> {
    let upload = DefaultBodyLimit::max(::import::FILE_LIMIT_BYTES + FORM_MARGIN_BYTES);
    Router::new()
        .route("/van-phong", get(first_page))
        .route("/van-phong/bang", get(board::show))
        .route("/van-phong/tinh", get(province::show))
        .route("/van-phong/chuyen-tham", get(visits::show))
        .route("/van-phong/nhat-ky", get(log::show))
        .route("/van-phong/ho", get(register::show))
        .route(
            "/van-phong/ho/{id}",
            get(household::show).post(household::change),
        )
        .route("/van-phong/ho/giao", post(register::assign))
        .route("/van-phong/ho/xuat", post(register::export))
        .route("/van-phong/bai", get(bulletins::show))
        .route(
            "/van-phong/bai/moi",
            get(bulletins::new).post(bulletins::create),
        )
        .route(
            "/van-phong/bai/{id}",
            get(bulletins::show_one).post(bulletins::act),
        )
        .route(
            "/van-phong/bai/{id}/sua",
            get(bulletins::edit).post(bulletins::change),
        )
        .route("/van-phong/bai/{id}/duyet", get(bulletins::approve))
        .route("/van-phong/bai/{id}/bai.pdf", get(bulletins::pdf))
        .route("/van-phong/bai/{id}/bai.docx", get(bulletins::docx))
        .route("/van-phong/bai/{id}/loa", get(bulletins::script))
        .route("/van-phong/bai/{id}/loa.txt", get(bulletins::script_text))
        .route("/van-phong/bai/{id}/loa.wav", get(bulletins::audio))
        .route("/van-phong/kinh-doanh", get(business::show))
        .route("/van-phong/kinh-doanh/xuat", post(business::export))
        .route(
            "/van-phong/kinh-doanh/{household}",
            get(business::show_one).post(business::change),
        )
        .route(
            "/van-phong/kinh-doanh/{household}/phieu",
            get(business::print),
        )
        .route("/van-phong/anh/{photo}", get(photos::photo_of))
        .route(
            "/van-phong/kinh-doanh/{household}/phieu.pdf",
            get(business::print_pdf),
        )
        .route(
            "/van-phong/kinh-doanh/{household}/ma-qr.pdf",
            post(business::print_code),
        )
        .route("/van-phong/lop", get(classes::show).post(classes::plan))
        .route(
            "/van-phong/lop/{class}",
            get(classes::show_one).post(classes::act_on),
        )
        .route("/van-phong/lop/{class}/giay-moi", get(classes::invitation))
        .route(
            "/van-phong/lop/{class}/diem-danh",
            get(classes::sign_in_sheet),
        )
        .route("/van-phong/phieu-ho", get(classes::slips))
        .route("/van-phong/viec", get(directives::show))
        .route(
            "/van-phong/viec/moi",
            get(directives::ask).post(directives::send),
        )
        .route(
            "/van-phong/viec/{directive}",
            get(directives::show_one).post(directives::change),
        )
        .route("/van-phong/viec/{directive}/in", get(directives::print))
        .route("/van-phong/to", get(teams::show).post(teams::define))
        .route("/van-phong/to/{team}/nguoi", post(teams::join))
        .route("/van-phong/to/{team}/nghi", post(teams::leave))
        .route(
            "/van-phong/to/{team}/ma",
            get(codes::show).post(codes::make),
        )
        .route(
            "/van-phong/to/{team}/the",
            get(badges::show).post(badges::make),
        )
        .route("/van-phong/nho-giup", get(help::show).post(help::take_down))
        .route(
            "/van-phong/nho-giup/{id}",
            get(help::show_one).post(help::change),
        )
        .route(
            "/van-phong/hoi-dap",
            get(questions::show).post(questions::change),
        )
        .route("/van-phong/the-ho", get(cards::show).post(cards::renew))
        .route("/van-phong/chia", get(sharing::show))
        .route("/van-phong/chia/ngo", post(sharing::by_alley))
        .route("/van-phong/chia/deu", post(sharing::evenly))
        .route(
            "/van-phong/nhap",
            get(import::show).post(import::upload).layer(upload),
        )
        .route(
            "/van-phong/nhap/{id}",
            get(import::preview).post(import::correct),
        )
        .route("/van-phong/nhap/{id}/ghi", post(import::write))
        .route("/van-phong/nhap/lan/{id}", get(import::show_past))
        .route("/van-phong/nhap/lan/{id}/thu-hoi", post(import::undo))
        .route(
            "/van-phong/tai-khoan",
            get(account::show).post(account::change),
        )
        .route("/van-phong/tai-khoan/phien", post(account::end))
        .route(
            "/van-phong/tai-khoan/lop-hai",
            get(second_factor::show).post(second_factor::change),
        )
        .route("/van-phong/may", get(devices::show))
        .route("/van-phong/may/{id}", post(devices::end))
        .route("/van-phong/bang/da-biet", post(rolled_back::seen))
        .route("/van-phong/cho", get(held::show).post(held::decide_several))
        .route("/van-phong/cho/{id}", post(held::decide))
        .route(
            "/van-phong/viec-cho",
            get(waiting::show).post(waiting::turn_down),
        )
        .route(
            "/van-phong/viec-cho/{household}",
            get(waiting::register::show).post(waiting::register::write),
        )
        .route("/van-phong/thon", get(places::show).post(places::village))
        .route("/van-phong/thon/{village}/ngo", post(places::alley))
        .route(
            "/van-phong/cai-dat",
            get(settings::show).post(settings::change),
        )
        .route("/van-phong/cai-dat/mau-so", post(settings::denominator))
        .route("/van-phong/cai-dat/cot-loi", post(settings::core))
        .route("/van-phong/cai-dat/ky-nang", post(settings::skill))
}

/// Redirects to the page where this person's work begins.
async fn first_page(who: Result<SignedIn, PageError>) -> Redirect {
    let province = who.is_ok_and(|it| it.scope.role == Role::Province);
    Redirect::to(if province {
        "/van-phong/tinh"
    } else {
        "/van-phong/bang"
    })
}
