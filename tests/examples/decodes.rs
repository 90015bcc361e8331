//! Whether pictures can be read, and show something: `cargo run -p staticnn-tests --example decodes -- picture.png`.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = env::args().skip(1).collect();
    if paths.is_empty() {
        return Err("name at least one picture".into());
    }
    for path in paths {
        let picture = image::open(&path).map_err(|error| format!("{path}: {error}"))?.into_rgb8();
        let (width, height) = picture.dimensions();
        let background = picture.get_pixel(0, 0);
        let drawn = picture.pixels().filter(|pixel| *pixel != background).count();
        if drawn == 0 {
            return Err(format!("{path}: {width} x {height} pixels, all of one colour").into());
        }
        println!("{path}: {width} x {height} pixels, {drawn} of them drawn");
    }
    Ok(())
}
