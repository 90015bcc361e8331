//! Writes what the fuzzer starts from: `seeds FOLDER` writes a folder for each target.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use staticnn::prelude::*;
use staticnn_fuzz::{Net, filled};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("a folder is missing: `seeds FOLDER`")?);
    let write = |target: &str, name: &str, bytes: Vec<u8>| -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder.join(target))?;
        Ok(fs::write(folder.join(target).join(name), bytes)?)
    };
    let net = filled();
    write("files", "own", net.to_safetensors())?;
    write("files", "pytorch", net.to_pytorch())?;

    let layers = [
        r#"{"type":"time-distributed-dense","activation":"relu","shape":[null,null,2],"weights":[[[1,-2.5e-1]],[0,1]]}"#,
        r#"{"type":"gru","activation":"tanh","shape":[null,null,1],"weights":[[[1,2,3],[4,5,6]],[[7,8,9]],[[1,2,3],[4,5,6]]]}"#,
        r#"{"type":"conv1d","activation":"","shape":[null,null,1],"kernel_size":[2],"dilation":[3],"groups":1,"weights":[[[[1]],[[2]]],[3]]}"#,
        r#"{"type":"lstm","activation":"tanh","shape":[null,null,1],"weights":[[[1,2,3,4]],[[5,6,7,8]],[1,2,3,4]]}"#,
    ];
    write("json", "model.json", format!(r#"{{"in_shape":[null,null,1],"layers":[{}]}}"#, layers.join(",")).into())?;

    write("data", "table.csv", b"a,b,c\n1,2.5e-1,\"x\ny\"\n?,,0\n".to_vec())?;
    write("data", "images", b"\0\0\x08\x03\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\x33\x66\x99\xcc\xff".to_vec())?;
    write("data", "labels", b"\0\0\x08\x01\0\0\0\x02\x05\0".to_vec())?;

    let optimizer: ClipNorm<Net, _> = ClipNorm::new(1.0, L2::<Net, _>::new(0.1, Momentum::<Net>::new(0.1, 0.9)));
    let history: History = [2.0, 1.0].into_iter().collect();
    write("serde", "net.json", serde_json::to_vec(&net)?)?;
    write("serde", "adam.json", serde_json::to_vec(&Adam::<Net>::new(0.1))?)?;
    write("serde", "wrapped.json", serde_json::to_vec(&optimizer)?)?;
    write("serde", "history.json", serde_json::to_vec(&history)?)?;
    write("serde", "net.postcard", postcard::to_allocvec(&net)?)?;
    write("serde", "adam.postcard", postcard::to_allocvec(&Adam::<Net>::new(0.1))?)?;
    write("serde", "history.postcard", postcard::to_allocvec(&history)?)
}
