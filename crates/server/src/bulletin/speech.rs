//! A draft voice: a command on this machine reads a script aloud, within limits of time and size.
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

/// Reads a text from its input and writes a sound file to its output.
pub const COMMAND: &str = "espeak-ng -v vi -s 150 --stdin --stdout";
/// The longest time that the command may take.
const TIME_LIMIT: Duration = Duration::from_secs(50);
/// The largest sound file, about ten minutes of espeak-ng.
const SIZE_LIMIT_BYTES: u64 = 32 * 1024 * 1024;
/// One at a time. Others are asked to come back.
static TURN: Semaphore = Semaphore::const_new(1);

#[derive(Debug, thiserror::Error)]
pub enum SpeechProblem {
    #[error("the command for speech is not installed")]
    Missing,
    #[error("another voice is being made")]
    Busy,
    #[error("the command for speech took too long or wrote too much")]
    Beyond,
    #[error("the command for speech failed: {0}")]
    Failed(String),
}

/// Makes a sound file of a text.
///
/// # Errors
/// When the command does not exist, fails, or exceeds its limits.
pub async fn speak(command: &str, text: String) -> Result<Vec<u8>, SpeechProblem> {
    speak_within(command, text, TIME_LIMIT, SIZE_LIMIT_BYTES).await
}

async fn speak_within(
    command: &str,
    text: String,
    time: Duration,
    size_bytes: u64,
) -> Result<Vec<u8>, SpeechProblem> {
    let _turn = TURN.try_acquire().map_err(|_| SpeechProblem::Busy)?;
    let mut words = command.split_whitespace();
    let program = words.next().ok_or(SpeechProblem::Missing)?;
    let started = Command::new(program)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            return Err(SpeechProblem::Missing);
        }
        Err(why) => return Err(failed(&why)),
    };
    let input = child.stdin.take();
    let output = child.stdout.take();
    let tell = async move {
        if let Some(mut input) = input {
            // If the command stops reading, its exit status says why.
            drop(input.write_all(text.as_bytes()).await);
        }
    };
    let listen = async move {
        let mut sound = Vec::new();
        if let Some(output) = output {
            output.take(size_bytes + 1).read_to_end(&mut sound).await?;
        }
        Ok::<_, std::io::Error>(sound)
    };
    let work = async {
        let ((), sound) = tokio::join!(tell, listen);
        let sound = sound.map_err(|why| failed(&why))?;
        if sound.len() as u64 > size_bytes {
            return Err(SpeechProblem::Beyond);
        }
        let ended = child.wait().await.map_err(|why| failed(&why))?;
        if !ended.success() || sound.is_empty() {
            return Err(SpeechProblem::Failed(ended.to_string()));
        }
        Ok(sound)
    };
    // When time runs out, the child is dropped, which ends it.
    let done = tokio::time::timeout(time, work).await;
    done.unwrap_or(Err(SpeechProblem::Beyond))
}

fn failed(why: &std::io::Error) -> SpeechProblem {
    SpeechProblem::Failed(why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_command_reads_the_text_within_its_limits() {
        let second = Duration::from_secs(1);
        let minute = Duration::from_secs(60);
        let say = |command, time, size| speak_within(command, "xin chào".to_owned(), time, size);
        assert_eq!(
            say("cat", minute, 100).await.unwrap(),
            "xin chào".as_bytes()
        );
        let missing = say("no-such-voice --stdin", minute, 100).await;
        assert!(
            matches!(missing, Err(SpeechProblem::Missing)),
            "{missing:?}"
        );
        let large = say("cat", minute, 4).await;
        assert!(matches!(large, Err(SpeechProblem::Beyond)), "{large:?}");
        let slow = say("sleep 30", second, 100).await;
        assert!(matches!(slow, Err(SpeechProblem::Beyond)), "{slow:?}");
        let failing = say("false", minute, 100).await;
        assert!(
            matches!(failing, Err(SpeechProblem::Failed(_))),
            "{failing:?}"
        );
    }
}
