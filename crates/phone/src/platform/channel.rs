//! Messages between tabs: that something was written and must be read again.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

const NAME: &str = "tungnha";

/// What one tab tells the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// The store changed: read it again.
    Changed,
    /// The vault was locked or destroyed: forget the key.
    Locked,
}

impl Word {
    fn as_str(self) -> &'static str {
        match self {
            Word::Changed => "changed",
            Word::Locked => "locked",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Word::Changed, Word::Locked]
            .into_iter()
            .find(|word| word.as_str() == text)
    }
}

#[derive(Debug)]
pub struct Channel {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Calls `heard` with each message, for as long as the channel lives.
    pub fn open(mut heard: impl FnMut(Word) + 'static) -> Result<Self, JsValue> {
        let channel = BroadcastChannel::new(NAME)?;
        let listener = Closure::new(move |event: MessageEvent| {
            if let Some(word) = event.data().as_string().as_deref().and_then(Word::parse) {
                heard(word);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Ok(Self {
            channel,
            _listener: listener,
        })
    }

    /// Tells the other tabs. If the channel is closed, nobody needs to be told.
    pub fn tell(&self, word: Word) {
        drop(self.channel.post_message(&word.as_str().into()));
    }
}
