//! Checks that a drawing is small, consists of plain shapes and refers to nothing.
use crate::PICTURE_LIMIT_BYTES;

const ELEMENTS: &[&str] = &[
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "title", "desc",
];
/// The namespace of SVG, the only address in a picture that is not fetched.
const SVG_NAME: &str = "http://www.w3.org/2000/svg";
/// What could run a script, fetch something or set a style; the site's security policy forbids
/// these too.
const FORBIDDEN: &[&str] = &[
    "href",
    "style=",
    "url(",
    "://",
    "data:",
    "javascript:",
    "<!",
    "<?",
    "@import",
    " id=",
];

pub(crate) fn problems(svg: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let size = svg.len();
    if size > PICTURE_LIMIT_BYTES {
        problems.push(format!("{size} bytes, {PICTURE_LIMIT_BYTES} at most"));
    }
    let trimmed = svg.trim();
    if !trimmed.starts_with("<svg") || !trimmed.ends_with("</svg>") {
        problems.push("it is not one <svg> element".to_owned());
    }
    if !svg.contains("viewBox=") {
        problems.push("it has no viewBox".to_owned());
    }
    if !svg.contains("role=\"img\"") || !svg.contains("<title>") {
        problems.push(
            "role=\"img\" and a <title> tell what it shows to those who do not see".to_owned(),
        );
    }
    let plain = svg.replace(SVG_NAME, "").replace(['\n', '\t'], " ");
    for forbidden in FORBIDDEN.iter().filter(|it| plain.contains(*it)) {
        problems.push(format!("{forbidden:?} has no place in it"));
    }
    for tag in plain.split('<').skip(1) {
        problems.extend(wrong_tag(tag));
    }
    problems
}

fn wrong_tag(tag: &str) -> Option<String> {
    let inner = tag.split('>').next().unwrap_or_default();
    let name = inner.trim_start_matches('/');
    let name = name.split([' ', '/']).next().unwrap_or_default();
    if !ELEMENTS.contains(&name) {
        return Some(format!("<{name}> has no place in it"));
    }
    let attributes = inner.split(' ').skip(1);
    let mut handlers = attributes.filter(|it| it.starts_with("on") && it.contains('='));
    handlers
        .next()
        .map(|it| format!("{it:?} would run a script"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"><title>Nét</title><path d="M1 1h7" fill="none" stroke="currentColor"/></svg>"#;

    #[test]
    fn a_picture_of_plain_shapes_is_fine() {
        assert_eq!(problems(FINE), Vec::<String>::new());
    }

    #[test]
    fn a_picture_that_runs_or_fetches_something_is_refused() {
        for inside in [
            "<script>x</script>",
            "<image href='a.png'/>",
            "<use xlink:href=\"#a\"/>",
            "<path onload=\"x()\" d=\"\"/>",
            "<path\nonclick=\"x()\" d=\"\"/>",
            "<rect fill=\"url(#a)\"/>",
            "<rect style=\"fill:red\"/>",
            "<a href=\"https://example.com\"><path/></a>",
            "<foreignObject></foreignObject>",
        ] {
            let picture = FINE.replace("<path", &format!("{inside}<path"));
            assert!(!problems(&picture).is_empty(), "{inside}");
        }
        let large = FINE.replace("M1 1", &"M1 1".repeat(PICTURE_LIMIT_BYTES));
        assert!(!problems(&large).is_empty());
    }
}
