//! The board: how a program starts, prints, measures and ends.

#![no_std]

pub mod semihosting;
pub mod stack;
pub mod ticks;

use core::panic::PanicInfo;
use core::ptr::write_volatile;

unsafe extern "Rust" {
    /// The program.
    safe fn run() -> Result<(), ()>;
}

/// What follows the start of the stack in the table of vectors: where the processor begins, and where it goes if it fails.
#[used]
#[unsafe(link_section = ".vectors")]
static VECTORS: [extern "C" fn() -> !; 6] = [reset, fault, fault, fault, fault, fault];

/// Switches the floating-point unit on, and runs the program.
#[unsafe(no_mangle)]
extern "C" fn reset() -> ! {
    const COPROCESSOR_ACCESS: *mut u32 = 0xE000_ED88 as *mut u32;
    // SAFETY: the register is there on a Cortex-M4, and nothing else runs. The barriers have later instructions see the change.
    unsafe {
        write_volatile(COPROCESSOR_ACCESS, 0xF << 20);
        core::arch::asm!("dsb", "isb");
    }
    started()
}

/// Apart from `reset`, which must not use the floating-point unit before it is on.
#[inline(never)]
fn started() -> ! {
    semihosting::exit(run().is_ok())
}

extern "C" fn fault() -> ! {
    semihosting::exit(false)
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    semihosting::exit(false)
}
