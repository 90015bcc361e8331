//! A writer that is killed at any moment leaves the old file or the new one.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use staticnn::prelude::*;

use crate::networks::temporary;

network! { struct Large< 64 -> 512 relu -> 64 >; }

/// Names the file that a process is to write until it is killed.
const WRITER: &str = "STATICNN_TESTS_WRITER";

const KILLS: u32 = 100;

fn filled(value: f32) -> Box<Large> {
    let mut net = Large::boxed();
    net.parameters_mut().fill(value);
    net
}

#[test]
fn a_killed_writer_leaves_a_whole_file() {
    if let Some(path) = env::var_os(WRITER) {
        for value in 0.. {
            filled((value % 2) as f32).save(&path).unwrap();
        }
    }
    let folder = temporary("killed");
    let _ = fs::remove_dir_all(&folder);
    let path = folder.join("network.safetensors");
    let whole = [0.0, 1.0].map(filled);
    whole[0].save(&path).unwrap();
    kill_writers("killed::a_killed_writer_leaves_a_whole_file", WRITER, &path, |kill| {
        let mut net = Large::boxed();
        net.load(&path).unwrap();
        assert!(
            whole.iter().any(|whole| whole.parameters() == net.parameters()),
            "kill {kill}: neither the old nor the new"
        );
    });
}

/// Starts the test of this name as a process that writes to the path in this variable, and kills it, a hundred times. `check`
/// looks at the file after each kill.
pub fn kill_writers(test: &str, variable: &str, path: &Path, check: impl Fn(u32)) {
    let mut interrupted = 0;
    for kill in 0..KILLS {
        let mut writer = Command::new(env::current_exe().unwrap())
            .args(["--exact", test])
            .env(variable, path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // From before the first write to within the tenth or so.
        thread::sleep(Duration::from_micros(u64::from(kill) * 150));
        writer.kill().unwrap();
        writer.wait().unwrap();
        check(kill);
        for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
            let draft = entry.unwrap().path();
            if draft != path {
                interrupted += 1;
                fs::remove_file(draft).unwrap();
            }
        }
    }
    assert!(interrupted > 0, "no kill came in the middle of a write");
}
