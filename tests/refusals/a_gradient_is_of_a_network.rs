use staticnn::prelude::*;

fn main() {
    let _ = Gradient::<[f32; 3]>::new();
}
