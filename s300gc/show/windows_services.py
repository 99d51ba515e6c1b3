"""The receiver under Task Scheduler or WinSW.

Sources: the Task Scheduler schema of Microsoft, the manual of WinSW 2.
"""

import subprocess
from collections.abc import Sequence
from xml.sax.saxutils import escape

from s300gc.errors import ConfigError
from s300gc.show.receiver_service import NAME, STOPPING, Service


def windows_task(one: Service) -> str:
    """Give a task for Task Scheduler: at start-up, for ever, with the user's stored password."""
    about = _text(f"Receiver of GoCardless webhooks for {one.company} (s300gc)")
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{about}</Description>
    <URI>\\{NAME}</URI>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
      <Delay>PT30S</Delay>
    </BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{_text(one.user)}</UserId>
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>255</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{_text(literal(one.program))}</Command>
      <Arguments>{_text(command_line(one.words()))}</Arguments>
      <WorkingDirectory>{_text(literal(one.folders[0]))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def winsw(one: Service) -> str:
    """Give the file of a service under WinSW 2; it lies beside WinSW under the same name."""
    return f"""\
<service>
  <id>{NAME}</id>
  <name>s300gc webhooks ({_text(one.company)})</name>
  <description>Receiver of GoCardless webhooks (s300gc)</description>
  <executable>{_text(literal(one.program))}</executable>
  <arguments>{_text(command_line(one.words()))}</arguments>
  <workingdirectory>{_text(literal(one.folders[0]))}</workingdirectory>
  <startmode>Automatic</startmode>
  <onfailure action="restart" delay="10 sec"/>
  <stoptimeout>{STOPPING} sec</stoptimeout>
  <log mode="roll"/>
</service>
"""


def command_line(words: Sequence[str], own: str = "") -> str:
    """Give words as one Windows command line; ``own`` is a variable that is meant."""
    return subprocess.list2cmdline([word if word == own else literal(word) for word in words])


def literal(word: str) -> str:
    """Refuse what Windows would put a variable's value into, for nothing can prevent that."""
    if "%" in word or "$(" in word:
        raise ConfigError(f"{word} has a sign that Windows takes for a variable: use another path")
    return word


def _text(words: str) -> str:
    return escape(words)
