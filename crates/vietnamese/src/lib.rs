//! stub
pub fn nfc(t:&str)->String{t.to_owned()}
pub fn search_key(t:&str)->String{t.to_lowercase()}
#[derive(Debug)] pub struct PhoneNumber{pub number:String}
pub fn phone(t:&str)->Option<PhoneNumber>{ (t.len()>=10).then(||PhoneNumber{number:t.to_owned()})}
