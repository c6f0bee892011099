# A template of a Homebrew formula. A release fills in the address of the archives, the version and the checksums of
# SHA256SUMS.
class Tamis < Formula
  desc "Streaming HTML cleaner: pages in, clean text or Markdown out"
  homepage "@HOMEPAGE@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@ARCHIVES@/tamis-v@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256_AARCH64_APPLE_DARWIN@"
    end
    on_intel do
      url "@ARCHIVES@/tamis-v@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256_X86_64_APPLE_DARWIN@"
    end
  end

  on_linux do
    on_arm do
      url "@ARCHIVES@/tamis-v@VERSION@-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256_AARCH64_UNKNOWN_LINUX_GNU@"
    end
    on_intel do
      url "@ARCHIVES@/tamis-v@VERSION@-x86_64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256_X86_64_UNKNOWN_LINUX_GNU@"
    end
  end

  def install
    bin.install "tamis"
    man1.install "tamis.1"
    bash_completion.install "completions/tamis.bash" => "tamis"
    zsh_completion.install "completions/tamis.zsh" => "_tamis"
    fish_completion.install "completions/tamis.fish"
  end

  test do
    assert_equal "Tea\n", pipe_output(bin/"tamis --extract all", "<p>Tea</p>", 0)
  end
end
